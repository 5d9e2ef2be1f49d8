package sh.karpenter.providers.aws.launch;

import com.github.benmanes.caffeine.cache.Cache;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sh.karpenter.kube.api.aws.AwsNames;
import sh.karpenter.providers.aws.batch.Batcher;
import sh.karpenter.providers.aws.cache.Caches;
import sh.karpenter.providers.aws.failure.AwsFailure;
import sh.karpenter.providers.aws.instance.Instances;
import sh.karpenter.providers.aws.instance.Machine;
import sh.karpenter.providers.aws.launch.FleetAnswer.Launched;
import sh.karpenter.providers.aws.launch.FleetAnswer.Refusal;
import sh.karpenter.providers.aws.metrics.ProviderMeters;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.CreateFleetError;
import software.amazon.awssdk.services.ec2.model.CreateFleetInstance;
import software.amazon.awssdk.services.ec2.model.CreateFleetRequest;
import software.amazon.awssdk.services.ec2.model.CreateFleetResponse;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateAndOverridesResponse;

/// Launches machines for claims, each claim at most once.
///
/// 1. Equal orders that come at about the same time share one request.
/// 2. Claims for which a machine is there already, by its tag, get that one: an earlier attempt launched it and did
///    not live to tell.
/// 3. For the others one fleet is made. Its token follows from the claims, the order and the number of attempts
///    that EC2 has answered, so that a request whose answer was lost is answered again instead of served again.
/// 4. A fleet for one claim tags its machine with the claim at birth. One for several cannot; each machine is
///    tagged right after. A process that dies in between leaves a machine without claim, which repeating the
///    same request finds by its token, and which is collected otherwise.
final class Fleets {
    private static final Logger LOG = LoggerFactory.getLogger("controller");
    private static final Duration ATTEMPTS_KEPT = Duration.ofHours(1);
    private static final int TOKEN_LENGTH = 32;

    private final Ec2Client ec2;
    private final Instances instances;
    private final FleetErrors lessons;
    private final Batcher<ForClaim, FleetAnswer> batcher;
    private final Cache<String, Integer> attempts;

    /// How long orders are collected.
    static Batcher.Window usualWindow() {
        return new Batcher.Window(Duration.ofMillis(35), Duration.ofSeconds(1), 1000);
    }

    /// @param lessons hears of the errors of every answer, once however many claims it is for
    Fleets(
            Ec2Client ec2,
            Instances instances,
            FleetErrors lessons,
            Batcher.Window window,
            ProviderMeters meters,
            InstantSource clock) {
        this.ec2 = ec2;
        this.instances = instances;
        this.lessons = lessons;
        this.batcher = new Batcher<>("create_fleet", window, ForClaim::order, this::serve, meters);
        this.attempts = Caches.expiring(ATTEMPTS_KEPT, clock);
    }

    private record ForClaim(FleetOrder order, String claim, String uid) {}

    /// Launches one machine for a claim.
    ///
    /// @throws SdkException when EC2 refuses the request as a whole or does not answer
    FleetAnswer launch(FleetOrder order, String claim, String uid) {
        return batcher.submit(new ForClaim(order, claim, uid));
    }

    private List<FleetAnswer> serve(List<ForClaim> orders) {
        Map<String, Machine> there =
                instances.ofClaims(orders.stream().map(ForClaim::claim).toList());
        List<ForClaim> open = orders.stream()
                .filter(order -> !there.containsKey(order.claim()))
                .toList();
        var answers = new TreeMap<String, FleetAnswer>();
        there.forEach((claim, machine) -> {
            LOG.atInfo()
                    .addKeyValue("NodeClaim", claim)
                    .addKeyValue("instance", machine.id())
                    .log("found the instance of an earlier launch");
            answers.put(claim, new FleetAnswer(Launched.of(machine), List.of()));
        });
        if (!open.isEmpty()) {
            create(open, answers);
        }
        return orders.stream()
                .map(order -> answers.getOrDefault(order.claim(), new FleetAnswer(null, List.of(Refusal.tooFew()))))
                .toList();
    }

    private void create(List<ForClaim> open, Map<String, FleetAnswer> answers) {
        FleetOrder order = open.getFirst().order();
        boolean single = open.size() == 1;
        CreateFleetRequest request = FleetRequests.of(
                order,
                open.size(),
                single
                        ? order.tags()
                                .and(AwsNames.TAG_NODE_CLAIM, open.getFirst().claim())
                        : order.tags());
        CreateFleetResponse response = ec2.createFleet(
                request.toBuilder().clientToken(token(open, request)).build());
        List<Refusal> errors = response.errors().stream().map(Fleets::refusal).toList();
        var launched = new ArrayDeque<Launched>();
        for (CreateFleetInstance instance : response.instances()) {
            for (String id : instance.instanceIds()) {
                launched.add(launched(id, instance, order));
            }
        }
        List<Refusal> refusals = errors.isEmpty() && launched.size() < open.size() ? List.of(Refusal.tooFew()) : errors;
        lessons.learn(order, refusals);
        for (ForClaim claim : open) {
            Launched machine = launched.poll();
            if (machine == null) {
                attempts.asMap().merge(claim.uid(), 1, Integer::sum);
                answers.put(claim.claim(), new FleetAnswer(null, refusals));
                continue;
            }
            if (!single) {
                tag(machine.id(), claim.claim());
            }
            answers.put(claim.claim(), new FleetAnswer(machine, errors));
        }
        if (!launched.isEmpty()) {
            LOG.atError()
                    .addKeyValue(
                            "instances", launched.stream().map(Launched::id).toList())
                    .log("EC2 launched more instances than ordered");
        }
    }

    private void tag(String id, String claim) {
        var tags = new TreeMap<String, String>();
        tags.put(AwsNames.TAG_NODE_CLAIM, claim);
        try {
            instances.tag(id, tags);
        } catch (SdkException repeatedAfterRegistration) {
            LOG.atWarn()
                    .addKeyValue("instance", id)
                    .addKeyValue(
                            "error", AwsFailure.of(repeatedAfterRegistration).text())
                    .log("cannot tag instance with its claim yet");
        }
    }

    private String token(List<ForClaim> claims, CreateFleetRequest request) {
        var parts = new ArrayList<String>();
        for (ForClaim claim : claims) {
            Integer attempt = attempts.getIfPresent(claim.uid());
            parts.add(claim.uid() + "#" + (attempt == null ? 0 : attempt));
        }
        parts.sort(null);
        parts.add(request.toString());
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(String.join("\n", parts).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, TOKEN_LENGTH);
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    private static Launched launched(String id, CreateFleetInstance instance, FleetOrder order) {
        Named named = Named.of(instance.launchTemplateAndOverrides());
        FleetOrder.Place place = order.configs().stream()
                .flatMap(config -> config.places().stream())
                .filter(choice -> choice.type().equals(instance.instanceTypeAsString())
                        && (named.subnet().isEmpty() || choice.subnet().equals(named.subnet())))
                .findFirst()
                .orElse(null);
        String zone = named.zone().isEmpty() && place != null ? place.zone() : named.zone();
        return new Launched(
                id,
                instance.instanceTypeAsString(),
                zone,
                named.subnet().isEmpty() && place != null ? place.subnet() : named.subnet(),
                named.image().isEmpty() && place != null ? place.image() : named.image(),
                order.purchase().capacityType(),
                order.reservationOf(named.template(), instance.instanceTypeAsString(), zone));
    }

    private static Refusal refusal(CreateFleetError error) {
        Named named = Named.of(error.launchTemplateAndOverrides());
        return new Refusal(
                AwsFailure.ofFleet(
                        error.errorCode() == null ? "" : error.errorCode(),
                        error.errorMessage() == null ? "" : error.errorMessage()),
                named.type(),
                named.zone(),
                named.subnet(),
                named.template());
    }

    /// Which choice EC2 speaks of; empty where it does not say.
    private record Named(String template, String type, String zone, String subnet, String image) {
        static Named of(@Nullable LaunchTemplateAndOverridesResponse answer) {
            var template = answer == null ? null : answer.launchTemplateSpecification();
            var overrides = answer == null ? null : answer.overrides();
            return new Named(
                    text(template == null ? null : template.launchTemplateName()),
                    text(overrides == null ? null : overrides.instanceTypeAsString()),
                    text(overrides == null ? null : overrides.availabilityZone()),
                    text(overrides == null ? null : overrides.subnetId()),
                    text(overrides == null ? null : overrides.imageId()));
        }

        private static String text(@Nullable String value) {
            return value == null ? "" : value;
        }
    }
}
