package sh.karpenter.local.aws.zonalshift;

import java.time.Clock;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;
import sh.karpenter.local.aws.account.Account;
import sh.karpenter.local.aws.account.Ids;
import sh.karpenter.local.aws.eks.EksService;
import sh.karpenter.local.aws.wire.AwsAnswer;
import sh.karpenter.local.aws.wire.AwsFault;
import sh.karpenter.local.aws.wire.AwsRequest;
import sh.karpenter.local.aws.wire.AwsService;
import sh.karpenter.local.aws.wire.RestErrors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/// GetManagedResource of the cluster, with the shifts that are in force.
/// Not safe for use by several threads: the caller holds the account's lock.
public final class ZonalShifts implements AwsService {
    private final Account account;
    private final Clock clock;
    private final SortedMap<String, Instant> expiryByZoneId = new TreeMap<>();

    public ZonalShifts(Account account, Clock clock) {
        this.account = account;
        this.clock = clock;
    }

    /// Shifts away from a zone until a time.
    ///
    /// @param zoneId for example `usw2-az1`
    public void shiftAway(String zoneId, Instant until) {
        expiryByZoneId.put(zoneId, until);
    }

    /// Ends a shift.
    public void cancel(String zoneId) {
        expiryByZoneId.remove(zoneId);
    }

    @Override
    public String operation(AwsRequest request) {
        return request.path().startsWith("/managedresources/") ? "GetManagedResource" : request.action();
    }

    @Override
    public AwsAnswer answer(AwsRequest request) {
        if (!operation(request).equals("GetManagedResource")) {
            throw AwsFault.unknownAction("arc-zonal-shift", request.action());
        }
        var arn = EksService.arn(account);
        var wanted = request.path().substring("/managedresources/".length());
        if (!wanted.equals(arn)) {
            throw new AwsFault(404, "ResourceNotFoundException", "There is no managed resource " + wanted);
        }
        var answer = JsonNodeFactory.instance.objectNode().put("arn", arn).put("name", account.clusterName());
        answer.putObject("appliedWeights");
        answer.putArray("autoshifts");
        var shifts = answer.putArray("zonalShifts");
        var now = clock.instant();
        expiryByZoneId.values().removeIf(expiry -> !expiry.isAfter(now));
        expiryByZoneId.forEach((zoneId, expiry) -> shifts.addObject()
                .put("appliedStatus", "APPLIED")
                .put("zonalShiftId", Ids.of("shift", zoneId))
                .put("resourceIdentifier", arn)
                .put("awayFrom", zoneId)
                .put("comment", "local")
                .put("startTime", now.getEpochSecond())
                .put("expiryTime", expiry.getEpochSecond()));
        return AwsAnswer.of(200, "application/json", JsonMapper.shared().writeValueAsString(answer));
    }

    @Override
    public AwsAnswer refusal(AwsRequest request, AwsFault fault, String requestId) {
        return RestErrors.answer(fault);
    }
}
