/// The client against a real wire: stores over HTTP to the embedded API server. Start reading at
/// [sh.karpenter.testing.scenarios.client.StoresOverHttpTest].
@NullMarked
package sh.karpenter.testing.scenarios.client;

import org.jspecify.annotations.NullMarked;
