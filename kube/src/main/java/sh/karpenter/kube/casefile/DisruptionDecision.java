package sh.karpenter.kube.casefile;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sh.karpenter.core.disruption.candidate.Candidate;
import sh.karpenter.core.disruption.candidate.DisruptionOptions;
import sh.karpenter.core.disruption.candidate.DisruptionRound;
import sh.karpenter.core.disruption.command.DisruptionCommand;
import sh.karpenter.core.disruption.method.DisruptionMethod;
import sh.karpenter.core.disruption.method.DisruptionMethods;
import sh.karpenter.core.disruption.method.MethodEvaluation;
import sh.karpenter.core.disruption.method.Search;
import sh.karpenter.core.disruption.method.StaticDrift;
import sh.karpenter.core.disruption.pass.DisruptionPass;
import sh.karpenter.core.disruption.pass.PassInput;
import sh.karpenter.core.disruption.pass.PassMemory;
import sh.karpenter.core.disruption.whatif.WhatIf;
import sh.karpenter.core.model.label.LabelVocabulary;
import sh.karpenter.core.scheduling.result.ProposedNodeClaim;
import sh.karpenter.core.scheduling.solve.Scheduler;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What each method of disruption decides in the situation of a case. In reference mode each runs as if alone,
/// and the first that finds something would have its way. In the default mode they are those of one pass, and
/// all that they find is done. [#toJson] writes it in the form of the field `expected` of disruption cases:
///
/// ```
/// { "methods": [ { "method": "multi", "reason": "Underutilized",
///                  "eligible": ["node-1", "node-2"],            // sorted
///                  "allowedDisruptions": {"default": 2},        // per pool
///                  "command": {                                 // absent: nothing to do
///                    "decision": "replace",                     // or "delete"
///                    "candidates": ["node-1", "node-2"],        // sorted
///                    "sourcePrice": 1.5,
///                    "replacements": [ { "nodePool": "default", "pods": [...], "instanceTypes": [...], ... } ] }
///                    },
///                  "commands": [ ... ] } ],                     // default mode: where there are several: all of
///                  them
///   "chosen": "multi" }                                          // "none" when no method finds anything
/// ```
///
/// @param methods `emptiness`, `drift`, `multi`, `single`, in this order
/// @param chosen the first of them with a command, `none` without
public record DisruptionDecision(List<Method> methods, String chosen) {
    private static final String NONE = "none";

    /// What one method decides.
    ///
    /// @param method `emptiness`, `drift`, `multi` or `single`
    /// @param reason the reason of which the budgets are used: `Empty`, `Drifted`, `Underutilized`
    /// @param eligible names of the nodes that it looks at, sorted
    /// @param allowedDisruptions pool name to how many of its nodes may go
    /// @param commands what it would do, nothing when empty; in reference mode at most one
    public record Method(
            String method,
            String reason,
            List<String> eligible,
            SequencedMap<String, Integer> allowedDisruptions,
            List<DisruptionCommand> commands) {

        public Method {
            eligible = List.copyOf(eligible);
            commands = List.copyOf(commands);
            allowedDisruptions = Collections.unmodifiableSequencedMap(new TreeMap<>(allowedDisruptions));
        }

        /// The first thing that it would do, null for nothing.
        public @Nullable DisruptionCommand command() {
            return commands.isEmpty() ? null : commands.getFirst();
        }
    }

    public DisruptionDecision {
        methods = List.copyOf(methods);
    }

    /// Decides the case as Karpenter would.
    public static DisruptionDecision of(CaseFile file) {
        return of(file.round(DisruptionOptions.Mode.REFERENCE));
    }

    /// Decides a situation in the mode of the round.
    public static DisruptionDecision of(DisruptionRound round) {
        var methods = new ArrayList<Method>();
        for (MethodEvaluation evaluation : evaluations(round)) {
            // Case files have no pools of a fixed size.
            if (!(evaluation.method() instanceof StaticDrift)) {
                methods.add(decide(evaluation, round.options().mode()));
            }
        }
        String chosen = NONE;
        for (Method method : methods.reversed()) {
            chosen = method.commands().isEmpty() ? chosen : method.method();
        }
        return new DisruptionDecision(methods, chosen);
    }

    private static List<MethodEvaluation> evaluations(DisruptionRound round) {
        return switch (round.options().mode()) {
            case DEFAULT ->
                DisruptionPass.whole(new PassInput(round, 1, List.of()), PassMemory.empty())
                        .evaluations();
            case REFERENCE -> eachAlone(round);
        };
    }

    private static List<MethodEvaluation> eachAlone(DisruptionRound round) {
        var whatIf = new WhatIf(round, Scheduler::solve);
        var evaluations = new ArrayList<MethodEvaluation>();
        for (DisruptionMethod method : DisruptionMethods.inOrder()) {
            evaluations.add(DisruptionMethods.evaluate(method, round, whatIf, Search.unlimited()));
        }
        return evaluations;
    }

    private static Method decide(MethodEvaluation evaluation, DisruptionOptions.Mode mode) {
        List<DisruptionCommand> commands = evaluation.proposal().commands();
        return new Method(
                evaluation.method().name(),
                evaluation.method().reason().text(),
                names(evaluation.eligible().eligible()),
                evaluation.budgets().allowed(),
                mode == DisruptionOptions.Mode.REFERENCE && commands.size() > 1 ? commands.subList(0, 1) : commands);
    }

    private static List<String> names(List<Candidate> candidates) {
        return candidates.stream().map(Candidate::name).sorted().toList();
    }

    /// The decision as JSON.
    ///
    /// @param labels says which labels an offering need not define
    public ObjectNode toJson(LabelVocabulary labels) {
        JsonMapper json = JsonMapper.builder().build();
        ObjectNode written = json.createObjectNode();
        written.put("chosen", chosen);
        ArrayNode list = written.putArray("methods");
        for (Method method : methods) {
            ObjectNode one = list.addObject();
            one.put("method", method.method());
            one.put("reason", method.reason());
            ArrayNode eligible = one.putArray("eligible");
            method.eligible().forEach(eligible::add);
            ObjectNode allowed = one.putObject("allowedDisruptions");
            method.allowedDisruptions().forEach(allowed::put);
            DisruptionCommand first = method.command();
            if (first != null) {
                one.set("command", command(first, json, labels));
            }
            if (method.commands().size() > 1) {
                ArrayNode all = one.putArray("commands");
                method.commands().forEach(command -> all.add(command(command, json, labels)));
            }
        }
        return written;
    }

    private static ObjectNode command(DisruptionCommand command, JsonMapper json, LabelVocabulary labels) {
        ObjectNode written = json.createObjectNode();
        written.put("decision", command.decision());
        ArrayNode candidates = written.putArray("candidates");
        names(command.candidates()).forEach(candidates::add);
        written.put("sourcePrice", command.sourcePrice());
        if (!command.replacements().isEmpty()) {
            var writer = new Decision(labels);
            ArrayNode replacements = written.putArray("replacements");
            for (ProposedNodeClaim replacement : command.replacements()) {
                replacements.add(writer.claim(replacement));
            }
        }
        return written;
    }
}
