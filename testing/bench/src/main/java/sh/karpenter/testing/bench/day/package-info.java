/// A day in the life of a cluster, in virtual time: pods come and go, machines are launched for them, and disruption
/// tidies up. Start reading at [SimulatedDay]. It must not know clocks: the same seed gives the same day.
@NullMarked
package sh.karpenter.testing.bench.day;

import org.jspecify.annotations.NullMarked;
