package sh.karpenter.local.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static sh.karpenter.local.aws.Clients.refusal;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.DefaultTargetCapacityType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The emulator's own endpoint, as scripts use it.
final class ControlTest {
    private final Fixture fixture = new Fixture();
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void stop() {
        http.close();
        fixture.close();
    }

    private JsonNode send(String method, String path, String body) throws IOException, InterruptedException {
        var answer = http.send(
                HttpRequest.newBuilder(fixture.aws.endpoint().resolve("/_local" + path))
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        return JsonMapper.shared().readTree(answer.body());
    }

    @Test
    void showsTheStateAtAGlance() throws IOException, InterruptedException {
        var id = fixture.launch();

        var state = send("GET", "/state", "");

        assertThat(state.path("cluster").asString()).isEqualTo("demo");
        assertThat(state.at("/instances/0/id").asString()).isEqualTo(id);
        assertThat(state.at("/instances/0/state").asString()).isEqualTo("pending");
        assertThat(state.at("/requests/ec2:CreateFleet").asInt()).isEqualTo(1);
        assertThat(state.path("subnets")).hasSize(6);
    }

    @Test
    void emptiesPoolsAndFillsThemAgain() throws IOException, InterruptedException {
        fixture.createTemplate("template", fixture.data().build());
        var request = fixture.fleet("template", 1, DefaultTargetCapacityType.SPOT, "m5.large")
                .build();

        send(
                "POST",
                "/capacity",
                "{\"capacityType\": \"spot\", \"instances\": 0, \"errorCode\": \"VcpuLimitExceeded\"}");
        assertThat(fixture.ec2.createFleet(request).errors().getFirst().errorCode())
                .isEqualTo("VcpuLimitExceeded");
        send("DELETE", "/capacity", "");

        assertThat(fixture.ec2.createFleet(request).instances()).hasSize(1);
    }

    @Test
    void ordersFaults() throws IOException, InterruptedException {
        send(
                "POST",
                "/faults",
                "{\"action\": \"DescribeSubnets\", \"code\": \"RequestLimitExceeded\", \"status\": 503, \"times\": 1}");

        assertThat(refusal(() -> fixture.ec2.describeSubnets())).isEqualTo("RequestLimitExceeded");
        assertThat(fixture.ec2.describeSubnets().subnets()).isNotEmpty();
    }

    @Test
    void makesNewsImagesReservationsAndShifts() throws IOException, InterruptedException {
        var id = fixture.launch();
        fixture.advance(1);
        fixture.aws.interruptionQueue().purge();

        send("POST", "/interruptions", "{\"kind\": \"spot\", \"instanceId\": \"" + id + "\"}");
        send("POST", "/health", "{\"instanceId\": \"" + id + "\", \"systemImpaired\": true}");
        send("POST", "/images", "{\"date\": \"2026-11-26\", \"bottlerocket\": \"1.53.0\"}");
        send("POST", "/reservations", "{\"instanceType\": \"m5.large\", \"zone\": \"us-west-2a\", \"instances\": 2}");
        send("POST", "/zonal-shifts", "{\"zoneId\": \"usw2-az1\", \"minutes\": 5}");
        var state = send(
                "POST",
                "/subnets",
                "{\"subnetId\": \"" + fixture.privateSubnet("us-west-2b").subnetId() + "\", \"available\": 3}");

        assertThat(state.path("queuedMessages").asInt()).isEqualTo(1);
        assertThat(state.path("imageReleases")).hasSize(3);
        assertThat(state.at("/capacityReservations/0/instances").asInt()).isEqualTo(2);
        assertThat(fixture.privateSubnet("us-west-2b").availableIpAddressCount())
                .isEqualTo(3);
        assertThat(fixture.ec2
                        .describeInstanceStatus()
                        .instanceStatuses()
                        .getFirst()
                        .systemStatus()
                        .statusAsString())
                .isEqualTo("impaired");
    }

    @Test
    void refusesRequestsThatCannotBeRead() throws IOException, InterruptedException {
        for (var body : new String[] {"Action=DescribeSubnets&A=1&A.B=2", "Action=%zz"}) {
            var answer = http.send(
                    HttpRequest.newBuilder(fixture.aws.endpoint())
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());

            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).startsWith("MalformedQueryString");
        }
    }

    @Test
    void saysWhatIsWrong() throws IOException, InterruptedException {
        assertThat(send("POST", "/faults", "{}").path("message").asString()).contains("action");
        assertThat(send("POST", "/weather", "{}").path("message").asString()).contains("/weather");
        assertThat(send("POST", "/faults", "{").path("code").asString()).isEqualTo("SerializationException");
    }
}
