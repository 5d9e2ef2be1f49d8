package sh.karpenter.app.options;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import sh.karpenter.app.cli.CommandFailure;
import sh.karpenter.core.model.duration.GoDuration;
import sh.karpenter.kube.mapping.SchedulerConfig;

/// The controller's settings with their values: a flag beats its environment variable, that beats the default.
///
/// An environment value that cannot be read gives the default, silently, as in Karpenter; a flag that cannot be
/// read ends the start.
///
/// @param values the text of every setting, checked to be readable
/// @param featureGates the gates of [Setting#FEATURE_GATES]
/// @param schedulerConfig the document of [Setting#SCHEDULER_CONFIG]
public record Options(Map<Setting, String> values, FeatureGates featureGates, SchedulerConfig schedulerConfig) {

    public Options {
        values = Collections.unmodifiableMap(new EnumMap<>(values));
    }

    /// Resolves every setting.
    ///
    /// @param flags values given on the command line, only those that were given
    /// @param environment the process environment
    /// @throws CommandFailure when a value makes no sense; the message names setting and value
    public static Options resolve(Map<Setting, String> flags, Map<String, String> environment) {
        var values = new EnumMap<Setting, String>(Setting.class);
        for (Setting setting : Setting.values()) {
            values.put(setting, resolve(setting, flags.get(setting), environment.get(setting.variable())));
        }
        Function<Setting, String> name =
                setting -> flags.containsKey(setting) ? "--" + setting.flag() : setting.variable();
        oneOf(values, name, Setting.LOG_LEVEL, "", "debug", "info", "error");
        oneOf(values, name, Setting.PREFERENCE_POLICY, "Respect", "Ignore");
        oneOf(values, name, Setting.MIN_VALUES_POLICY, "Strict", "BestEffort");
        oneOf(values, name, Setting.CONSOLIDATION_MODE, "default", "reference");
        oneOf(values, name, Setting.POD_BINDING, "scheduler", "direct");
        String gatesText = values.get(Setting.FEATURE_GATES);
        FeatureGates gates = FeatureGates.parse(gatesText == null ? "" : gatesText);
        if (gates == null) {
            throw new CommandFailure(name.apply(Setting.FEATURE_GATES) + " \"" + gatesText
                    + "\" is not a list of Name=true or Name=false.");
        }
        String awsGates = values.get(Setting.AWS_FEATURE_GATES);
        if (awsGates != null && FeatureGates.parse(awsGates) == null) {
            throw new CommandFailure(name.apply(Setting.AWS_FEATURE_GATES) + " \"" + awsGates
                    + "\" is not a list of Name=true or Name=false.");
        }
        String document = values.get(Setting.SCHEDULER_CONFIG);
        return new Options(
                values, gates, schedulerConfig(name.apply(Setting.SCHEDULER_CONFIG), document == null ? "" : document));
    }

    private static SchedulerConfig schedulerConfig(String name, String document) {
        try {
            return SchedulerConfig.parse(document);
        } catch (IllegalArgumentException bad) {
            throw new CommandFailure(name + ": " + bad.getMessage() + ".", bad);
        }
    }

    private static String resolve(Setting setting, @Nullable String flag, @Nullable String variable) {
        if (flag != null) {
            if (!readable(setting, flag)) {
                throw new CommandFailure("--" + setting.flag() + " \"" + flag + "\" is not "
                        + switch (setting.type()) {
                            case FLAG -> "true or false.";
                            case INTEGER -> "a whole number.";
                            case DECIMAL -> "a number.";
                            case DURATION -> "a duration such as 10s or 1m30s.";
                            case TEXT -> "a text.";
                        });
            }
            return flag;
        }
        if (variable == null) {
            return setting.fallback();
        }
        String value = setting.type() == Setting.Type.FLAG ? truth(variable) : variable;
        return readable(setting, value) ? value : setting.fallback();
    }

    /// The usual spellings of truth in the environment.
    private static String truth(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "1", "t", "true" -> "true";
            case "0", "f", "false" -> "false";
            default -> text;
        };
    }

    private static boolean readable(Setting setting, String text) {
        try {
            switch (setting.type()) {
                case TEXT -> {}
                case FLAG -> {
                    return text.equals("true") || text.equals("false");
                }
                case INTEGER -> Long.parseLong(text);
                case DECIMAL -> Double.parseDouble(text);
                case DURATION -> GoDuration.parse(text);
            }
            return true;
        } catch (IllegalArgumentException unreadable) {
            return false;
        }
    }

    private static void oneOf(
            Map<Setting, String> values, Function<Setting, String> name, Setting setting, String... allowed) {
        String value = values.get(setting);
        for (String candidate : allowed) {
            if (candidate.equals(value)) {
                return;
            }
        }
        throw new CommandFailure(name.apply(setting) + " \"" + value + "\" is not one of "
                + String.join(", ", allowed).replaceFirst("^, ", "") + ".");
    }

    /// The text of a setting.
    public String text(Setting setting) {
        String value = values.get(setting);
        return value == null ? setting.fallback() : value;
    }

    /// Whether a setting of type FLAG is on.
    public boolean flag(Setting setting) {
        return text(setting).equals("true");
    }

    /// The number of a setting of type INTEGER.
    public long integer(Setting setting) {
        return Long.parseLong(text(setting));
    }

    /// The number of a setting of type DECIMAL.
    public double decimal(Setting setting) {
        return Double.parseDouble(text(setting));
    }

    /// Settings and gates that are on although nothing listens to them yet, as texts for people. Silence would
    /// let them pass for working.
    public List<String> withoutEffect() {
        var texts = new ArrayList<String>();
        for (String gate : FeatureGates.WITHOUT_EFFECT) {
            if (featureGates.on(gate)) {
                texts.add("feature gate " + gate);
            }
        }
        for (String pair : text(Setting.AWS_FEATURE_GATES).split(",", -1)) {
            if (pair.strip().endsWith("=true")) {
                texts.add("AWS feature gate " + pair.strip().replace("=true", ""));
            }
        }
        for (Setting setting : List.of(Setting.LEGACY_NODE_REPAIR, Setting.ENABLE_ZONAL_SHIFT)) {
            if (flag(setting)) {
                texts.add("--" + setting.flag());
            }
        }
        if (!flag(Setting.IGNORE_DRA_REQUESTS)) {
            texts.add("--" + Setting.IGNORE_DRA_REQUESTS.flag() + "=false");
        }
        return List.copyOf(texts);
    }

    /// The duration of a setting of type DURATION.
    public Duration duration(Setting setting) {
        return GoDuration.parse(text(setting));
    }
}
