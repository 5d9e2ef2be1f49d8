/// The virtual network of the account: subnets with their addresses, and security groups.
///
/// Start reading at [sh.karpenter.local.aws.ec2.network.Network]. Knows no instance: who holds an address is not
/// its matter.
@NullMarked
package sh.karpenter.local.aws.ec2.network;

import org.jspecify.annotations.NullMarked;
