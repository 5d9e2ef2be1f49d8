package sh.karpenter.testing.bench.day;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import sh.karpenter.core.model.label.LabelKeys;
import sh.karpenter.core.model.label.LabelSelector;
import sh.karpenter.core.model.resource.ResourceNames;
import sh.karpenter.core.model.resource.Resources;
import sh.karpenter.core.model.workload.Pod;
import sh.karpenter.core.model.workload.PodAffinityTerm;
import sh.karpenter.core.model.workload.PodOwner;
import sh.karpenter.core.model.workload.PodPhase;
import sh.karpenter.core.model.workload.PodShape;
import sh.karpenter.core.model.workload.TopologySpread;

/// Apps whose replicas follow the day: each has a size, a busiest hour, how far it breathes, and some noise. Half of
/// the apps are plain, a third spread over zones, the rest have no two replicas on one host.
///
/// What comes and goes depends on the seed only, so that both modes live through the same day.
final class Workload {
    private static final long MEBIBYTE = 1L << 20;

    private final List<App> apps = new ArrayList<>();
    private final Random random;

    private static final class App {
        private final String name;
        private final PodShape shape;
        private final double size;
        private final double breath;
        private final double busiest;
        private final List<String> replicas = new ArrayList<>();
        private int made;

        App(String name, PodShape shape, double size, double breath, double busiest) {
            this.name = name;
            this.shape = shape;
            this.size = size;
            this.breath = breath;
            this.busiest = busiest;
        }
    }

    /// @param cpus about how many CPUs all apps together ask for at noon
    Workload(double cpus, long seed) {
        random = new Random(seed);
        double perApp = 40;
        int count = (int) Math.max(10, cpus / perApp);
        for (int a = 0; a < count; a++) {
            String name = "app-" + a;
            long milliCpu = 250L << random.nextInt(4);
            long mebibytes = (long) (milliCpu * (1 + 3 * random.nextDouble()));
            double size = perApp * 1000 / milliCpu * (0.5 + random.nextDouble());
            apps.add(new App(
                    name,
                    shape(name, a, milliCpu, mebibytes),
                    size,
                    0.2 + 0.4 * random.nextDouble(),
                    10 + 8 * random.nextDouble()));
        }
    }

    private static PodShape shape(String name, int number, long milliCpu, long mebibytes) {
        var labels = new TreeMap<String, String>();
        labels.put("app", name);
        var selector = new LabelSelector(labels, List.of());
        boolean spread = number % 6 == 1 || number % 6 == 3;
        boolean apart = number % 6 == 5;
        return new PodShape(
                "default",
                labels,
                Resources.none()
                        .with(ResourceNames.CPU, milliCpu * (Resources.CORE / 1000))
                        .with(ResourceNames.MEMORY, mebibytes * MEBIBYTE)
                        .with(ResourceNames.PODS, 1),
                new TreeMap<>(),
                List.of(),
                List.of(),
                List.of(),
                spread
                        ? List.of(new TopologySpread(1, LabelKeys.ZONE, false, selector, null, true, false, List.of()))
                        : List.of(),
                List.of(),
                List.of(),
                apart ? List.of(new PodAffinityTerm(LabelKeys.HOSTNAME, selector, List.of(), null)) : List.of(),
                List.of(),
                List.of(),
                List.of(),
                false);
    }

    /// Lets time pass: pods come to the cluster and leave it.
    void at(Instant now, Duration sinceMidnight, VirtualCluster cluster) {
        double hour = sinceMidnight.toMinutes() / 60.0;
        for (App app : apps) {
            double wave = Math.cos((hour - app.busiest) / 24 * 2 * Math.PI);
            double noise = 1 + 0.04 * random.nextGaussian();
            int wanted = (int) Math.max(1, Math.round(app.size * (1 + app.breath * wave) * noise));
            // Autoscalers do not follow every small change.
            if (Math.abs(wanted - app.replicas.size()) * 20 <= app.replicas.size()) {
                continue;
            }
            while (app.replicas.size() < wanted) {
                Pod pod = pod(app.name + "-" + app.made++, app.shape, now);
                app.replicas.add(pod.uid());
                cluster.arrive(pod);
            }
            if (app.replicas.size() > wanted) {
                Collections.shuffle(app.replicas, random);
                while (app.replicas.size() > wanted) {
                    cluster.depart(app.replicas.removeLast(), now);
                }
            }
        }
    }

    private static Pod pod(String name, PodShape shape, Instant created) {
        return new Pod(
                UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString(),
                name,
                created,
                shape,
                "",
                PodPhase.PENDING,
                null,
                true,
                "",
                null,
                null,
                List.of(new PodOwner("apps/v1", "ReplicaSet", shape.labels().getOrDefault("app", ""), "uid", true)),
                0,
                "",
                null,
                Resources.none(),
                new TreeMap<>());
    }
}
