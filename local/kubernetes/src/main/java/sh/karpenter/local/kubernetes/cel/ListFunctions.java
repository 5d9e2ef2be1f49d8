package sh.karpenter.local.kubernetes.cel;

import java.util.List;

/// Functions of lists of comparable values.
final class ListFunctions {
    private ListFunctions() {}

    static boolean isSorted(List<?> list) {
        for (int at = 1; at < list.size(); at++) {
            if (compare(list.get(at - 1), list.get(at)) > 0) {
                return false;
            }
        }
        return true;
    }

    static Object sum(List<?> list) {
        long whole = 0;
        double fraction = 0;
        boolean fractional = false;
        for (Object value : list) {
            switch (value) {
                case Long number -> whole = Math.addExact(whole, number);
                case Double number -> {
                    fractional = true;
                    fraction += number;
                }
                default -> throw new IllegalArgumentException("no such overload: sum of " + value.getClass());
            }
        }
        return fractional ? (Object) (fraction + whole) : whole;
    }

    /// The smallest (sign -1) or largest (sign 1) value.
    static Object extreme(List<?> list, int sign) {
        if (list.isEmpty()) {
            throw new IllegalArgumentException((sign < 0 ? "min" : "max") + " called on empty list");
        }
        Object best = list.getFirst();
        for (Object value : list) {
            if (Integer.signum(compare(value, best)) == sign) {
                best = value;
            }
        }
        return best;
    }

    @SuppressWarnings("unchecked") // values of one list are of one type, or the comparison says so
    private static int compare(Object left, Object right) {
        if (left instanceof Number a && right instanceof Number b) {
            return Double.compare(a.doubleValue(), b.doubleValue());
        }
        return ((Comparable<Object>) left).compareTo(right);
    }
}
