package sh.karpenter.local.aws.iam;

import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import sh.karpenter.local.aws.account.Account;
import sh.karpenter.local.aws.wire.Parameters;
import sh.karpenter.local.aws.wire.QueryAction;
import sh.karpenter.local.aws.wire.Xml;

/// GetCallerIdentity, AssumeRole and AssumeRoleWithWebIdentity. Everybody may assume everything.
public final class StsActions {
    private static final Duration SESSION = Duration.ofHours(1);

    private final Account account;
    private final Clock clock;

    public StsActions(Account account, Clock clock) {
        this.account = account;
        this.clock = clock;
    }

    /// The actions by name.
    public Map<String, QueryAction> actions() {
        return Map.of(
                "GetCallerIdentity", this::identity,
                "AssumeRole", this::assume,
                "AssumeRoleWithWebIdentity", this::assume);
    }

    private void identity(Parameters request, Xml answer) {
        answer.text("Arn", account.iamArn("user/local"))
                .text("UserId", "AIDALOCALAWS")
                .text("Account", account.id());
    }

    private void assume(Parameters request, Xml answer) {
        var role = request.required("RoleArn");
        var session = request.required("RoleSessionName");
        var expires = clock.instant().plus(SESSION).truncatedTo(ChronoUnit.SECONDS);
        answer.group(
                        "Credentials",
                        xml -> xml.text("AccessKeyId", "ASIALOCALAWS")
                                .text("SecretAccessKey", "local")
                                .text("SessionToken", "local")
                                .text("Expiration", expires))
                .group(
                        "AssumedRoleUser",
                        xml -> xml.text(
                                        "Arn",
                                        role.replace(":iam:", ":sts:").replace(":role/", ":assumed-role/") + "/"
                                                + session)
                                .text("AssumedRoleId", "AROALOCALAWS:" + session));
    }
}
