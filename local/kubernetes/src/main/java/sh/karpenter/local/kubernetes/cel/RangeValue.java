package sh.karpenter.local.kubernetes.cel;

import java.math.BigInteger;

/// A range of IP addresses in an expression, such as `10.0.0.0/8`.
///
/// @param network an address of the range
/// @param prefix how many leading bits all its addresses share
record RangeValue(AddressValue network, int prefix) {

    static RangeValue parse(String text) {
        int slash = text.indexOf('/');
        if (slash > 0) {
            AddressValue network = AddressValue.parse(text.substring(0, slash));
            int most = network.address().getAddress().length * 8;
            try {
                int prefix = Integer.parseInt(text.substring(slash + 1));
                if (prefix >= 0 && prefix <= most) {
                    return new RangeValue(network, prefix);
                }
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("network address parse error: " + text, e);
            }
        }
        throw new IllegalArgumentException("network address parse error during conversion from string: " + text);
    }

    static boolean isValid(String text) {
        try {
            parse(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    boolean contains(AddressValue address) {
        byte[] own = network.address().getAddress();
        byte[] other = address.address().getAddress();
        int shift = own.length * 8 - prefix;
        return own.length == other.length
                && new BigInteger(1, own).shiftRight(shift).equals(new BigInteger(1, other).shiftRight(shift));
    }

    boolean contains(RangeValue other) {
        return other.prefix >= prefix && contains(other.network);
    }
}
