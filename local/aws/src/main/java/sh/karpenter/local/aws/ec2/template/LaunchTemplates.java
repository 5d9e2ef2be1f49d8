package sh.karpenter.local.aws.ec2.template;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.aws.account.Account;
import sh.karpenter.local.aws.account.Ids;
import sh.karpenter.local.aws.wire.AwsFault;
import sh.karpenter.local.aws.wire.Parameters;

/// The launch templates of the account. Not safe for use by several threads: the caller holds the account's lock.
public final class LaunchTemplates {
    private final Account account;
    private final Ids ids;
    private final Clock clock;
    private final SortedMap<String, LaunchTemplate> byId = new TreeMap<>();

    public LaunchTemplates(Account account, Ids ids, Clock clock) {
        this.account = account;
        this.ids = ids;
        this.clock = clock;
    }

    /// All templates by id.
    public Collection<LaunchTemplate> all() {
        return byId.values();
    }

    /// The template of this id, null when there is none.
    public @Nullable LaunchTemplate byId(String id) {
        return byId.get(id);
    }

    /// The template of this name, null when there is none.
    public @Nullable LaunchTemplate byName(String name) {
        return byId.values().stream()
                .filter(template -> template.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /// Creates a template with its first version.
    ///
    /// @throws AwsFault when the name is in use or the data cannot be launched by anyone
    public LaunchTemplate create(String name, LaunchData data) {
        check(name, data);
        var template = new LaunchTemplate(
                ids.next("lt"),
                name,
                clock.instant().truncatedTo(ChronoUnit.SECONDS),
                account.iamArn("role/KarpenterControllerRole-" + account.clusterName()),
                List.of(data),
                1);
        byId.put(template.id(), template);
        return template;
    }

    /// Refuses what cannot be created.
    ///
    /// @throws AwsFault when the name is in use or malformed, or the data are
    public void check(String name, LaunchData data) {
        if (name.length() < 3 || name.length() > 128) {
            throw AwsFault.client(
                    "InvalidLaunchTemplateName.MalformedException",
                    "A launch template name must be between 3 and 128 characters");
        }
        if (byName(name) != null) {
            throw AwsFault.client(
                    "InvalidLaunchTemplateName.AlreadyExistsException", "Launch template name already in use.");
        }
        data.userData();
    }

    /// Adds a version.
    public LaunchTemplate addVersion(LaunchTemplate template, LaunchData data) {
        data.userData();
        var versions = new ArrayList<>(template.versions());
        versions.add(data);
        var changed = new LaunchTemplate(
                template.id(),
                template.name(),
                template.created(),
                template.createdBy(),
                versions,
                template.defaultVersion());
        byId.put(changed.id(), changed);
        return changed;
    }

    /// Removes a template.
    public void delete(LaunchTemplate template) {
        byId.remove(template.id());
    }

    /// The template that a request names by `LaunchTemplateId` or `LaunchTemplateName`.
    ///
    /// @throws AwsFault with EC2's code for an unknown id or name
    public LaunchTemplate named(Parameters specification) {
        var id = specification.text("LaunchTemplateId");
        var name = specification.text("LaunchTemplateName");
        if (id == null && name == null) {
            throw AwsFault.missing("LaunchTemplateId or LaunchTemplateName");
        }
        var found = id != null ? byId(id) : name != null ? byName(name) : null;
        if (found == null) {
            throw id != null
                    ? AwsFault.client(
                            "InvalidLaunchTemplateId.NotFound",
                            "The specified launch template, with template ID " + id + ", does not exist.")
                    : AwsFault.client(
                            "InvalidLaunchTemplateName.NotFoundException",
                            "The specified launch template, with template name " + name + ", does not exist.");
        }
        return found;
    }

    /// The number of the version that a request names: a number, `$Latest` or `$Default`; absent means the default.
    ///
    /// @throws AwsFault `InvalidLaunchTemplateId.VersionNotFound`
    public static int version(LaunchTemplate template, @Nullable String version) {
        if (version == null || version.equals("$Default")) {
            return template.defaultVersion();
        }
        if (version.equals("$Latest")) {
            return template.latestVersion();
        }
        try {
            int number = Integer.parseInt(version);
            if (number >= 1 && number <= template.latestVersion()) {
                return number;
            }
        } catch (NumberFormatException e) {
            // answered below: a version that is no number is as unknown as one that does not exist
        }
        throw AwsFault.client(
                "InvalidLaunchTemplateId.VersionNotFound",
                "Could not find the specified version " + version + " for the launch template with ID " + template.id()
                        + ".");
    }
}
