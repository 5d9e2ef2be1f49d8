package sh.karpenter.local.aws.ec2.template;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import sh.karpenter.local.aws.wire.Parameters;
import sh.karpenter.local.aws.wire.Xml;

/// Writes a tree of request parameters the way EC2 answers them back: names begin with a small letter, lists get
/// the ending `Set` and elements named `item`. The few names that break the rule are listed here.
public final class LaunchDataXml {
    private static final Map<String, String> LIST_NAMES = Map.of(
            "LicenseSpecification", "licenseSet",
            "Ipv6Addresses", "ipv6AddressesSet",
            "PrivateIpAddresses", "privateIpAddressesSet");
    private static final Set<String> LISTS =
            Set.of("Tag", "TagSpecification", "NetworkInterface", "BlockDeviceMapping");

    private LaunchDataXml() {}

    /// Writes all members.
    public static void write(Xml xml, Parameters tree) {
        write(xml, tree, false);
    }

    private static void write(Xml xml, Parameters tree, boolean inInterface) {
        tree.members().forEach((name, member) -> {
            if (member.isList() || LISTS.contains(name)) {
                writeList(xml, name, tree, inInterface && name.equals("SecurityGroupId"));
            } else if (member.ownText() != null) {
                xml.text(lowered(name), member.ownText());
            } else {
                xml.group(lowered(name), group -> write(group, member, false));
            }
        });
    }

    /// The groups of an interface are the one list with elements of another name.
    private static void writeList(Xml xml, String name, Parameters parent, boolean groups) {
        var listName = groups ? "groupSet" : LIST_NAMES.getOrDefault(name, lowered(name) + "Set");
        xml.group(listName, set -> {
            for (var element : parent.list(name)) {
                if (element.ownText() != null) {
                    set.text(groups ? "groupId" : "item", element.ownText());
                } else {
                    set.group("item", item -> write(item, element, name.equals("NetworkInterface")));
                }
            }
        });
    }

    private static String lowered(String name) {
        return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
    }
}
