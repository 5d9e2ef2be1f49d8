/// What EC2's description of a machine becomes for a node class: labels, capacity, overhead. Start reading at
/// [InstanceTypes]. It must not know prices, zones' health or how machines are launched.
@NullMarked
package sh.karpenter.providers.aws.instancetype;

import org.jspecify.annotations.NullMarked;
