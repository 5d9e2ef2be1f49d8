package sh.karpenter.local.aws.ec2.network;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;
import sh.karpenter.local.aws.catalog.Zone;

/// A subnet with the addresses in use. As in every VPC the first four addresses and the last one are not given out.
public final class Subnet {
    private static final int FIRST = 4;
    private static final int RESERVED = 5;

    private final String id;
    private final Zone zone;
    private final String vpcId;
    private final int base;
    private final int prefixLength;
    private final boolean isPublic;
    private final BitSet used = new BitSet();
    private int next = FIRST;
    private int withheld;

    /// @param base the first address as a number
    /// @param prefixLength for example 19
    public Subnet(String id, Zone zone, String vpcId, int base, int prefixLength, boolean isPublic) {
        this.id = id;
        this.zone = zone;
        this.vpcId = vpcId;
        this.base = base;
        this.prefixLength = prefixLength;
        this.isPublic = isPublic;
    }

    /// For example `subnet-0abc`.
    public String id() {
        return id;
    }

    /// Where it is.
    public Zone zone() {
        return zone;
    }

    /// The VPC that it is a part of.
    public String vpcId() {
        return vpcId;
    }

    /// Whether instances get a public address by default.
    public boolean isPublic() {
        return isPublic;
    }

    /// For example `10.0.64.0/19`.
    public String cidr() {
        return address(0) + "/" + prefixLength;
    }

    /// How many addresses can still be given out.
    public int available() {
        return Math.max(0, (1 << (32 - prefixLength)) - RESERVED - used.cardinality() - withheld);
    }

    /// Takes the free address that comes next after the one taken last: as in EC2, one that was given back is not
    /// given out again at once, when a node object may still bear the name that was made of it.
    ///
    /// @return null when none is left
    public @Nullable String take() {
        if (available() == 0) {
            return null;
        }
        int host = used.nextClearBit(next);
        if (host > (1 << (32 - prefixLength)) - 2) {
            host = used.nextClearBit(FIRST);
        }
        used.set(host);
        next = host + 1;
        return address(host);
    }

    /// Gives an address back.
    public void giveBack(String address) {
        used.clear(number(address) - base);
    }

    /// Leaves only so many addresses available, as if others had taken the rest.
    public void leaveAvailable(int addresses) {
        withheld = 0;
        withheld = Math.max(0, available() - addresses);
    }

    private String address(int host) {
        int number = base + host;
        return (number >>> 24) + "." + (number >>> 16 & 255) + "." + (number >>> 8 & 255) + "." + (number & 255);
    }

    /// An IPv4 address as a number.
    static int number(String address) {
        int number = 0;
        for (var part : address.split("\\.", -1)) {
            number = number << 8 | Integer.parseInt(part);
        }
        return number;
    }
}
