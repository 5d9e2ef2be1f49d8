package sh.karpenter.core.model.workload;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// When two containers cannot have a port of the host at once.
class HostPortTest {
    private static final HostPort WEB = new HostPort("10.0.0.1", 80, "TCP");

    private static boolean conflict(HostPort a, HostPort b) {
        assertThat(a.conflictsWith(b)).isEqualTo(b.conflictsWith(a));
        return a.conflictsWith(b);
    }

    @Test
    void portProtocolAndAddressMustBeTheSame() {
        assertThat(conflict(WEB, WEB)).isTrue();
        assertThat(conflict(WEB, new HostPort("10.0.0.1", 81, "TCP"))).isFalse();
        assertThat(conflict(WEB, new HostPort("10.0.0.1", 80, "UDP"))).isFalse();
        assertThat(conflict(WEB, new HostPort("10.0.0.2", 80, "TCP"))).isFalse();
    }

    @Test
    void anUnspecifiedAddressIsEveryAddress() {
        assertThat(conflict(WEB, new HostPort("0.0.0.0", 80, "TCP"))).isTrue();
        assertThat(conflict(WEB, new HostPort("::", 80, "TCP"))).isTrue();
        assertThat(conflict(new HostPort("::", 80, "TCP"), new HostPort("0.0.0.0", 80, "TCP")))
                .isTrue();
        assertThat(conflict(WEB, new HostPort("::", 81, "TCP"))).isFalse();
    }
}
