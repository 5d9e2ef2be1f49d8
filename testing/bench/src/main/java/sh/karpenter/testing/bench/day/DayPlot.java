package sh.karpenter.testing.bench.day;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// Draws the costs of a day as SVG: one line per course over 24 hours.
final class DayPlot {
    private static final int WIDTH = 860;
    private static final int HEIGHT = 420;
    private static final int LEFT = 70;
    private static final int RIGHT = 20;
    private static final int TOP = 50;
    private static final int BOTTOM = 50;
    private static final List<String> COLOURS = List.of("#8a8f98", "#d9822b", "#1f6feb");
    private static final int LINES = 5;

    private final double highest;
    private final StringBuilder svg = new StringBuilder();

    private DayPlot(double highest) {
        this.highest = highest;
    }

    static String of(List<SimulatedDay.Course> courses, Duration step) {
        double most = 0;
        for (SimulatedDay.Course course : courses) {
            for (double cost : course.costs()) {
                most = Math.max(most, cost);
            }
        }
        double unit = Math.pow(10, Math.floor(Math.log10(most / LINES)));
        double rounded = Math.ceil(most / LINES / unit) * unit * LINES;
        return new DayPlot(rounded).draw(courses, step);
    }

    private String draw(List<SimulatedDay.Course> courses, Duration step) {
        line(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
                        + " font-size=\"13\">",
                WIDTH,
                HEIGHT));
        line(String.format(Locale.ROOT, "<rect width=\"%d\" height=\"%d\" fill=\"white\"/>", WIDTH, HEIGHT));
        line(String.format(
                Locale.ROOT,
                "<text x=\"%d\" y=\"24\" font-size=\"16\">Cost per hour over a simulated day</text>",
                LEFT));
        for (int i = 0; i <= LINES; i++) {
            double value = highest * i / LINES;
            line(String.format(
                    Locale.ROOT,
                    "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#e3e5e8\"/>",
                    LEFT,
                    y(value),
                    WIDTH - RIGHT,
                    y(value)));
            line(String.format(
                    Locale.ROOT,
                    "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.0f</text>",
                    LEFT - 8,
                    y(value) + 4,
                    value));
        }
        for (int hour = 0; hour <= 24; hour += 3) {
            line(String.format(
                    Locale.ROOT,
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%02d:00</text>",
                    x(hour * 60.0),
                    HEIGHT - BOTTOM + 20,
                    hour));
        }
        for (int c = 0; c < courses.size(); c++) {
            course(courses.get(c), COLOURS.get(c % COLOURS.size()), step, c);
        }
        line("</svg>");
        return svg.toString();
    }

    private void course(SimulatedDay.Course course, String colour, Duration step, int number) {
        var points = new StringBuilder();
        for (int i = 0; i < course.costs().size(); i++) {
            points.append(String.format(
                    Locale.ROOT,
                    "%.1f,%.1f ",
                    x(i * (double) step.toMinutes()),
                    y(course.costs().get(i))));
        }
        line(String.format(
                Locale.ROOT,
                "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>",
                points.toString().trim(),
                colour));
        int at = LEFT + 10 + number * 190;
        line(String.format(
                Locale.ROOT,
                "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"%s\" stroke-width=\"3\"/>",
                at,
                HEIGHT - 12,
                at + 24,
                HEIGHT - 12,
                colour));
        String label = course.name().equals("none") ? "no consolidation" : course.name() + " mode";
        line(String.format(Locale.ROOT, "<text x=\"%d\" y=\"%d\">%s</text>", at + 32, HEIGHT - 8, label));
    }

    private static double x(double minutes) {
        return LEFT + (WIDTH - LEFT - RIGHT) * minutes / (24 * 60);
    }

    private double y(double value) {
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / highest;
    }

    private void line(String written) {
        svg.append(written).append('\n');
    }
}
