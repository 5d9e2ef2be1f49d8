package sh.karpenter.local.aws.iam;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.aws.account.Ids;
import sh.karpenter.local.aws.wire.AwsFault;

/// The roles and instance profiles of the account. Not safe for use by several threads: the caller holds the
/// account's lock.
public final class InstanceProfiles {
    private static final int MAXIMUM = 1000;

    private final Clock clock;
    private final SortedMap<String, InstanceProfile> profiles = new TreeMap<>();
    private final SortedSet<String> roles = new TreeSet<>();

    /// @param nodeRole the role of the nodes, which exists from the start
    public InstanceProfiles(Clock clock, String nodeRole) {
        this.clock = clock;
        roles.add(nodeRole);
    }

    /// Adds a role.
    public void addRole(String name) {
        roles.add(name);
    }

    /// The names of all roles.
    public SortedSet<String> roles() {
        return Collections.unmodifiableSortedSet(roles);
    }

    /// The profile of this name, null when there is none.
    public @Nullable InstanceProfile find(String name) {
        return profiles.get(name);
    }

    /// The profile of this name.
    ///
    /// @throws AwsFault `NoSuchEntity`
    public InstanceProfile get(String name) {
        var found = profiles.get(name);
        if (found == null) {
            throw new AwsFault(404, "NoSuchEntity", "Instance Profile " + name + " cannot be found.");
        }
        return found;
    }

    /// All profiles by name.
    public Collection<InstanceProfile> all() {
        return profiles.values();
    }

    /// Creates a profile without a role.
    ///
    /// @throws AwsFault `EntityAlreadyExists`, `LimitExceeded` or `ValidationError`
    public InstanceProfile create(String name, String path, SortedMap<String, String> tags) {
        if (!name.matches("[\\w+=,.@-]{1,128}")) {
            throw AwsFault.client("ValidationError", "The specified value for instanceProfileName is invalid: " + name);
        }
        if (profiles.containsKey(name)) {
            throw new AwsFault(409, "EntityAlreadyExists", "Instance Profile " + name + " already exists.");
        }
        if (profiles.size() >= MAXIMUM) {
            throw new AwsFault(409, "LimitExceeded", "Cannot exceed quota for InstanceProfilesPerAccount: " + MAXIMUM);
        }
        var id = "AIPA" + Ids.of("", name).substring(2).toUpperCase(Locale.ROOT);
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        return put(new InstanceProfile(name, id, path, now, List.of(), tags));
    }

    /// Attaches a role.
    ///
    /// @throws AwsFault `NoSuchEntity` for an unknown profile or role, `LimitExceeded` when there is one already
    public void attach(String profileName, String role) {
        var profile = get(profileName);
        if (!roles.contains(role)) {
            throw new AwsFault(404, "NoSuchEntity", "The role with name " + role + " cannot be found.");
        }
        if (!profile.roles().isEmpty()) {
            throw new AwsFault(409, "LimitExceeded", "Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1");
        }
        put(withRoles(profile, List.of(role)));
    }

    /// Takes a role off.
    ///
    /// @throws AwsFault `NoSuchEntity` for an unknown profile or a role that is not attached
    public void detach(String profileName, String role) {
        var profile = get(profileName);
        if (!profile.roles().contains(role)) {
            throw new AwsFault(404, "NoSuchEntity", "The role with name " + role + " cannot be found.");
        }
        put(withRoles(profile, List.of()));
    }

    /// Adds tags.
    ///
    /// @throws AwsFault `NoSuchEntity`
    public void tag(String profileName, SortedMap<String, String> tags) {
        var profile = get(profileName);
        var merged = new TreeMap<>(profile.tags());
        merged.putAll(tags);
        put(new InstanceProfile(
                profile.name(), profile.id(), profile.path(), profile.created(), profile.roles(), merged));
    }

    /// Removes a profile.
    ///
    /// @throws AwsFault `NoSuchEntity`, or `DeleteConflict` while a role is attached
    public void delete(String profileName) {
        if (!get(profileName).roles().isEmpty()) {
            throw new AwsFault(
                    409, "DeleteConflict", "Cannot delete entity, must remove roles from instance profile first.");
        }
        profiles.remove(profileName);
    }

    private InstanceProfile put(InstanceProfile profile) {
        profiles.put(profile.name(), profile);
        return profile;
    }

    private static InstanceProfile withRoles(InstanceProfile profile, List<String> roles) {
        return new InstanceProfile(
                profile.name(), profile.id(), profile.path(), profile.created(), roles, profile.tags());
    }
}
