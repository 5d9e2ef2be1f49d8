package sh.karpenter.app.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class PlanCommandTest {
    private static final String TYPES = """
        [{"name": "small", "capacity": {"cpu": "2", "memory": "8Gi", "pods": "10"},
          "offerings": [{"zone": "zone-a", "capacityType": "on-demand", "price": 0.1},
                        {"zone": "zone-b", "capacityType": "spot", "price": 0.04}]},
         {"name": "large", "capacity": {"cpu": "8", "memory": "32Gi", "pods": "10"},
          "offerings": [{"zone": "zone-a", "capacityType": "on-demand", "price": 0.4}]}]\
        """;
    private static final String POOL = """
        {"metadata": {"name": "default"}, "spec": {"template": {"spec": {
         "nodeClassRef": {"group": "karpenter.test.sh", "kind": "TestNodeClass", "name": "default"},
         "requirements": []}}}}\
        """;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void writeTheCatalogue() throws IOException {
        Files.createDirectories(folder.resolve("catalogues"));
        Files.writeString(folder.resolve("catalogues/two.json"), TYPES);
    }

    @Test
    void printsOneDocumentALineForEveryFileBelowAFolder() throws IOException {
        write("family/002.json", situation("second", pod("web", "1")));
        zipped("family/001.json.gz", situation("first", pod("web", "7")));
        write("family/notes.txt", "not a case");

        assertThat(plan("--case", folder.toString(), "--output", "json")).isZero();

        assertThat(out.toString().lines()).hasSize(2);
        assertThat(out.toString().lines().findFirst())
                .hasValueSatisfying(first -> assertThat(first)
                        .startsWith(
                                "{\"name\":\"first\",\"newNodeClaims\":[{\"nodePool\":\"default\",\"pods\":[\"web\"]")
                        .contains("\"instanceTypes\":[\"large\"],\"instanceTypeCount\":1,\"cheapestPrice\":0.4")
                        .contains("\"worstLaunchPrice\":0.4", "\"resourceRequests\":{\"cpu\":\"7\",\"pods\":\"1\"}")
                        .endsWith("\"existing\":{},\"unschedulable\":{},\"totalPrice\":0.4}"));
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void tellsPeopleWhatIsOnWhichMachineAndWhatItCosts() throws IOException {
        write("one.json", situation("one", pod("web", "1")));

        assertThat(plan("--case", folder.resolve("one.json").toString())).isZero();

        assertThat(out.toString().lines())
                .containsExactly(
                        "one: 1 new machine for $0.0400 an hour; pods: 1 on new machines, 0 on existing nodes, 0 not"
                                + " placed",
                        "  MACHINE   OR         POOL      ZONE     CAPACITY   PRICE/HOUR   CPU      MEMORY     PODS",
                        "  small     any of 1   default   zone-b   spot       $0.0400      1 of 2   0 of 8Gi   web",
                        "");
    }

    @Test
    void tellsPeopleWhyAPodFitsNowhere() throws IOException {
        write("one.json", situation("one", pod("web-0", "9"), pod("web-1", "9")));

        assertThat(plan("--case", folder.resolve("one.json").toString())).isZero();

        assertThat(out.toString())
                .contains("  fits nowhere: web-0, web-1\n"
                        + "    new node of pool default: no instance type has enough resources, requirements=");
    }

    @Test
    void tellsPeopleWhatEachMethodOfDisruptionWouldDoAndWhyNodesStay() throws IOException {
        write("one.json", """
            {"name": "idle", "kind": "disruption", "instanceTypeCatalogue": "two", "nodePools": [%s],
             "nodes": [%s, %s], "boundPods": [%s]}\
            """.formatted(
                POOL,
                node("busy", "large", "8"),
                node("idle", "large", "8"),
                pod("web", "7")
                        .replace(
                                "\"spec\": {",
                                "\"status\": {\"phase\": \"Running\"}, \"spec\": {\"nodeName\":" + " \"busy\", ")));

        assertThat(plan("--case", folder.resolve("one.json").toString())).isZero();

        assertThat(out.toString().lines())
                .contains(
                        "idle: emptiness would delete 1 node (idle), reason Empty, saving $0.4000 per hour",
                        "  METHOD         CANDIDATES   MAY GO      WOULD",
                        "  drift          0            default 1   do nothing",
                        "  idle   default   emptiness   goes")
                .anySatisfy(line -> assertThat(line).startsWith("  busy   default   "));
    }

    @Test
    void planOneCaseAlthoughAnotherCannotBeRead() throws IOException {
        write("a.json", "{\"pods\": [");
        write("b.json", situation("b", pod("web", "1")));
        write("c.json", situation("c", pod("web", "1")).replace("\"two\"", "\"three\""));
        write("d.json", situation("d", pod("web", "1")).replace("\"kind\": \"\"", "\"kind\": \"repair\""));

        assertThat(plan("--case", folder.toString(), "--output", "json")).isEqualTo(1);

        assertThat(out.toString().lines()).hasSize(1);
        assertThat(err.toString().lines())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("karpenter: " + folder.resolve("a.json") + ": line 1, column ")
                                .contains("is no JSON"),
                        line -> assertThat(line)
                                .isEqualTo("karpenter: " + folder.resolve("c.json")
                                        + ": instanceTypeCatalogue: \"three\": there is no file three.json or"
                                        + " three.json.gz in " + folder.resolve("catalogues")),
                        line -> assertThat(line)
                                .endsWith("d.json: kind: \"repair\": is none of scheduling (also when absent),"
                                        + " disruption"));
    }

    @Test
    void aPodThatCannotBeUnderstoodIsIgnoredAlone() throws IOException {
        write("one.json", situation("one", pod("good", "1"), pod("bad", "1x")));

        assertThat(plan("--case", folder.toString(), "--output", "json")).isEqualTo(1);

        assertThat(out.toString())
                .contains("\"pods\":[\"good\"]")
                .contains("\"ignored\":{\"bad\":\"spec.containers[0].resources.requests.cpu: \\\"1x\\\": is not a"
                        + " quantity\"}");
        assertThat(err.toString())
                .isEqualTo("karpenter: " + folder.resolve("one.json")
                        + ": pods[1] (bad): spec.containers[0].resources.requests.cpu: \"1x\": is not a quantity\n");
    }

    @Test
    void poolsAndTypesThatCannotBeUnderstoodAreLeftOutAlone() throws IOException {
        Files.writeString(folder.resolve("catalogues/two.json"), TYPES.replace("\"32Gi\"", "\"32 Gi\""));
        String bad = POOL.replace("\"requirements\": []", "\"requirements\": 7").replace("default", "bad");
        write("one.json", situation("one", pod("web", "1")).replace(POOL, bad + "," + POOL));

        assertThat(plan("--case", folder.toString(), "--output", "json")).isEqualTo(1);

        assertThat(out.toString()).contains("\"instanceTypes\":[\"small\"]").contains("\"nodePool\":\"default\"");
        assertThat(err.toString().lines())
                .containsExactly(
                        "karpenter: " + folder.resolve("one.json")
                                + ": nodePools[0] (bad): spec.template.spec.requirements: 7: does not belong there",
                        "karpenter: " + folder.resolve("one.json")
                                + ": catalogue two[1] (large): capacity.memory: \"32 Gi\": is not a quantity");
    }

    @Test
    void namesThePathThatIsNotThere() {
        Path missing = folder.resolve("missing");

        assertThat(plan("--case", missing.toString())).isEqualTo(1);

        assertThat(err.toString()).isEqualTo("karpenter: " + missing + ": there is no such file or folder\n");
    }

    private int plan(String... arguments) {
        return new CommandLine(new PlanCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private static String situation(String name, String... pods) {
        return "{\"name\": \"" + name + "\", \"kind\": \"\", \"instanceTypeCatalogue\": \"two\", \"nodePools\": ["
                + POOL + "], \"pods\": [" + String.join(",", pods) + "]}";
    }

    private static String pod(String name, String cpu) {
        return """
            {"metadata": {"name": "%s", "namespace": "default", "uid": "%s"}, "spec": {"containers": [
             {"name": "main", "resources": {"requests": {"cpu": "%s"}}}]}}\
            """.formatted(name, name, cpu);
    }

    private static String node(String name, String type, String cpu) {
        return """
            {"name": "%s", "ageSeconds": 3600, "capacity": {"cpu": "%s", "memory": "32Gi", "pods": "10"},
             "allocatable": {"cpu": "%s", "memory": "32Gi", "pods": "10"},
             "labels": {"karpenter.sh/nodepool": "default", "node.kubernetes.io/instance-type": "%s",
                        "karpenter.sh/capacity-type": "on-demand", "topology.kubernetes.io/zone": "zone-a"}}\
            """.formatted(name, cpu, cpu, type);
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void zipped(String name, String text) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes.toByteArray());
    }
}
