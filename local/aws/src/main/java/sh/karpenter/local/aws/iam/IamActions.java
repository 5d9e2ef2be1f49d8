package sh.karpenter.local.aws.iam;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import sh.karpenter.local.aws.account.Account;
import sh.karpenter.local.aws.wire.AwsFault;
import sh.karpenter.local.aws.wire.Page;
import sh.karpenter.local.aws.wire.Parameters;
import sh.karpenter.local.aws.wire.QueryAction;
import sh.karpenter.local.aws.wire.Xml;

/// The actions of IAM on instance profiles, and on roles as far as profiles need them.
public final class IamActions {
    private static final int PAGE = 100;

    private final Account account;
    private final InstanceProfiles profiles;

    public IamActions(Account account, InstanceProfiles profiles) {
        this.account = account;
        this.profiles = profiles;
    }

    /// The actions by name.
    public Map<String, QueryAction> actions() {
        return Map.of(
                "GetInstanceProfile",
                        (request, answer) ->
                                answer.group("InstanceProfile", xml -> write(xml, profiles.get(name(request)))),
                "CreateInstanceProfile", this::create,
                "DeleteInstanceProfile", (request, answer) -> profiles.delete(name(request)),
                "ListInstanceProfiles", this::list,
                "AddRoleToInstanceProfile",
                        (request, answer) -> profiles.attach(name(request), request.required("RoleName")),
                "RemoveRoleFromInstanceProfile",
                        (request, answer) -> profiles.detach(name(request), request.required("RoleName")),
                "TagInstanceProfile", (request, answer) -> profiles.tag(name(request), tags(request)),
                "GetRole", this::getRole,
                "CreateRole",
                        (request, answer) -> {
                            profiles.addRole(request.required("RoleName"));
                            getRole(request, answer);
                        });
    }

    private static String name(Parameters request) {
        return request.required("InstanceProfileName");
    }

    private static SortedMap<String, String> tags(Parameters request) {
        var tags = new TreeMap<String, String>();
        request.list("Tags").forEach(tag -> tags.put(tag.required("Key"), tag.text("Value", "")));
        return tags;
    }

    private void create(Parameters request, Xml answer) {
        var created = profiles.create(name(request), request.text("Path", "/"), tags(request));
        answer.group("InstanceProfile", xml -> write(xml, created));
    }

    private void list(Parameters request, Xml answer) {
        var prefix = request.text("PathPrefix", "/");
        var selected = new ArrayList<>(profiles.all());
        selected.removeIf(profile -> !profile.path().startsWith(prefix));
        var size = request.integer("MaxItems");
        var page = Page.of(selected, InstanceProfile::name, size == null ? PAGE : size, request.text("Marker"));
        answer.list("InstanceProfiles", "member", page.items(), this::write)
                .text("IsTruncated", page.next() != null)
                .text("Marker", page.next());
    }

    private void getRole(Parameters request, Xml answer) {
        var name = request.required("RoleName");
        if (!profiles.roles().contains(name)) {
            throw new AwsFault(404, "NoSuchEntity", "The role with name " + name + " cannot be found.");
        }
        answer.group("Role", xml -> writeRole(xml, name));
    }

    private void write(Xml xml, InstanceProfile profile) {
        xml.text("InstanceProfileName", profile.name())
                .text("InstanceProfileId", profile.id())
                .text("Arn", account.iamArn("instance-profile" + profile.path() + profile.name()))
                .text("Path", profile.path())
                .text("CreateDate", profile.created())
                .list("Roles", "member", profile.roles(), this::writeRole)
                .list(
                        "Tags",
                        "member",
                        List.copyOf(profile.tags().entrySet()),
                        (item, tag) -> item.text("Key", tag.getKey()).text("Value", tag.getValue()));
    }

    private void writeRole(Xml xml, String name) {
        xml.text("RoleName", name)
                .text("RoleId", "AROALOCALAWS")
                .text("Arn", account.iamArn("role/" + name))
                .text("Path", "/")
                .text("CreateDate", "2026-01-01T00:00:00Z")
                .text("AssumeRolePolicyDocument", "%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%5D%7D");
    }
}
