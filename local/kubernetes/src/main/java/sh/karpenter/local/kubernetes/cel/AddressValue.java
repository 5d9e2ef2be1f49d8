package sh.karpenter.local.kubernetes.cel;

import java.net.InetAddress;
import java.net.UnknownHostException;

/// An IP address in an expression.
///
/// @param address what was parsed; never looked up by name
record AddressValue(InetAddress address) {

    static AddressValue parse(String text) {
        boolean literal =
                !text.isEmpty() && text.chars().allMatch(c -> Character.digit(c, 16) >= 0 || c == '.' || c == ':');
        boolean numeric = literal && (text.contains(":") || text.split("\\.", -1).length == 4);
        if (numeric) {
            try {
                return new AddressValue(InetAddress.getByName(text));
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException("IP Address '" + text + "' parse error", e);
            }
        }
        throw new IllegalArgumentException("IP Address '" + text + "' parse error during conversion from string");
    }

    static boolean isValid(String text) {
        try {
            parse(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    int family() {
        return address.getAddress().length == 4 ? 4 : 6;
    }

    boolean isLoopback() {
        return address.isLoopbackAddress();
    }

    boolean isUnspecified() {
        return address.isAnyLocalAddress();
    }
}
