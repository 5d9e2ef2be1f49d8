package sh.karpenter.local.kubernetes.admission;

import sh.karpenter.local.kubernetes.object.Json;
import sh.karpenter.local.kubernetes.object.Metadata;
import tools.jackson.databind.node.ObjectNode;

/// Gives a job its selector by uid, and the template the labels that match it.
public final class JobSetup implements AdmissionPlugin {
    private static final String UID = "batch.kubernetes.io/controller-uid";

    @Override
    public void mutate(AdmissionRequest request) {
        ObjectNode job = request.created("jobs.batch");
        if (job == null || Json.isTrue(job, "spec", "manualSelector")) {
            return;
        }
        String uid = Metadata.uid(job);
        String name = Metadata.name(job);
        ObjectNode spec = Json.child(job, "spec");
        ObjectNode selector = Json.child(spec, "selector");
        if (selector.isEmpty()) {
            selector.putObject("matchLabels").put(UID, uid);
        }
        ObjectNode labels = Json.child(Json.child(Json.child(spec, "template"), "metadata"), "labels");
        labels.put(UID, uid)
                .put("batch.kubernetes.io/job-name", name)
                .put("controller-uid", uid)
                .put("job-name", name);
        // A job without labels gets those of its template.
        if (Metadata.labels(job).isEmpty()) {
            Json.child(job, "metadata").set("labels", labels.deepCopy());
        }
    }
}
