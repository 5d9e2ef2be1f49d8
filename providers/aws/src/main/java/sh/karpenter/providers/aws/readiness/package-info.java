/// Makes node classes ready: looks up what they select, tries a launch without launching, says what is missing.
/// Start reading at [NodeClassController]. It must not know claims' life cycle.
@NullMarked
package sh.karpenter.providers.aws.readiness;

import org.jspecify.annotations.NullMarked;
