package sh.karpenter.local.aws.ec2.fleet;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import sh.karpenter.local.aws.ec2.instance.InstanceLauncher;
import sh.karpenter.local.aws.ec2.instance.LaunchOutcome.Launched;
import sh.karpenter.local.aws.ec2.instance.LaunchOutcome.Refused;

/// Fulfils one part of an instant fleet: so many instances of one market.
///
/// Candidates are tried in the strategy's order. Each gives what it can; a refusal is noted, and the next one is
/// tried, until the target is reached or no candidate is left.
final class Fleet {
    private final InstanceLauncher launcher;
    private final SequencedMap<Candidate, List<String>> launched = new LinkedHashMap<>();
    private final List<Failure> failures = new ArrayList<>();

    Fleet(InstanceLauncher launcher) {
        this.launcher = launcher;
    }

    /// A candidate that was tried and refused.
    record Failure(Candidate candidate, String code, String message) {}

    /// Launches up to the target.
    void fulfil(List<Candidate> candidates, AllocationStrategy strategy, int target) {
        var ordered = new ArrayList<>(candidates);
        ordered.sort(strategy.order(target));
        int share = strategy == AllocationStrategy.DIVERSIFIED && !ordered.isEmpty()
                ? Math.ceilDiv(target, ordered.size())
                : target;
        int missing = target;
        for (var candidate : ordered) {
            if (missing == 0) {
                return;
            }
            missing -= take(candidate, Math.min(share, missing));
        }
        // what diversification left over comes from wherever there still is room
        for (var candidate : ordered) {
            if (missing == 0 || share == target) {
                return;
            }
            missing -= take(candidate, missing);
        }
    }

    /// Ids of the launched instances by candidate.
    SequencedMap<Candidate, List<String>> launched() {
        return launched;
    }

    /// What went wrong.
    List<Failure> failures() {
        return failures;
    }

    private int take(Candidate candidate, int wanted) {
        if (failures.stream().anyMatch(failure -> failure.candidate().equals(candidate))) {
            return 0;
        }
        for (int taken = 0; taken < wanted; taken++) {
            switch (launcher.launch(candidate.order())) {
                case Launched one ->
                    launched.computeIfAbsent(candidate, first -> new ArrayList<>())
                            .add(one.instance().id());
                case Refused refused -> {
                    failures.add(new Failure(candidate, refused.code(), refused.message()));
                    return taken;
                }
            }
        }
        return wanted;
    }
}
