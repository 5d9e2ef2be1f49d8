package sh.karpenter.local.aws.catalog;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Reads the data files beside this class. Nothing is kept: [Catalog] remembers what it has read.
final class CatalogFiles {
    private CatalogFiles() {}

    /// All availability zones of a region by name; local zones are left out.
    static List<Zone> zones(String region) {
        var zones = new ArrayList<Zone>();
        for (var row : rows("ec2-zones.csv", false)) {
            if (row[0].equals(region) && row[3].equals("availability-zone")) {
                zones.add(new Zone(row[1], row[2]));
            }
        }
        return zones;
    }

    /// On-demand prices of one price list: instance type to price text. Empty when there is no list of that region.
    static SortedMap<String, String> prices(String region) {
        var prices = new TreeMap<String, String>();
        for (var row : rows("ec2-ondemand-prices.csv.gz", true)) {
            if (row[0].equals(region)) {
                prices.put(row[1], row[2]);
            }
        }
        return prices;
    }

    /// Every instance type by name.
    static SortedMap<String, InstanceType> instanceTypes() {
        var types = new TreeMap<String, InstanceType>();
        try (var in = new GZIPInputStream(open("ec2-instance-types.json.gz"))) {
            for (var entry : JsonMapper.shared().readTree(in).properties()) {
                types.put(entry.getKey(), InstanceType.of((ObjectNode) entry.getValue()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return types;
    }

    /// Which types each zone of a region offers. The file holds all regions; others are skipped while reading.
    static SortedMap<String, SortedSet<String>> offerings(String region) {
        var offerings = new TreeMap<String, SortedSet<String>>();
        try (var in = new GZIPInputStream(open("ec2-offerings.json.gz"));
                var parser = JsonMapper.shared().createParser(in)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean wanted = region.equals(parser.currentName());
                parser.nextToken();
                if (wanted) {
                    readZones(parser, offerings);
                } else {
                    parser.skipChildren();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return offerings;
    }

    private static void readZones(JsonParser parser, SortedMap<String, SortedSet<String>> offerings) {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            var types = new TreeSet<String>();
            offerings.put(parser.currentName(), types);
            parser.nextToken();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                types.add(parser.getString());
            }
        }
    }

    private static List<String[]> rows(String file, boolean zipped) {
        try (var in = zipped ? new GZIPInputStream(open(file)) : open(file);
                var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return reader.lines().skip(1).map(line -> line.split(",", -1)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String file) {
        var in = CatalogFiles.class.getResourceAsStream(file);
        if (in == null) {
            throw new IllegalStateException("The data file " + file + " is missing from the class path");
        }
        return in;
    }
}
