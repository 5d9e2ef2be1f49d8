package sh.karpenter.testing.bench.day;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// Draws a day as SVG, a line per course over 24 hours in each of three panels: what the cluster costs, how
/// many nodes disruption has moved so far, how many pods it has disturbed so far.
final class DayPlot {
    private static final int WIDTH = 860;
    private static final int LEFT = 70;
    private static final int RIGHT = 20;
    private static final int TOP = 60;
    private static final int BOTTOM = 40;
    private static final int BETWEEN = 46;
    private static final List<String> COLOURS = List.of("#8a8f98", "#d9822b", "#1f6feb");
    private static final int LINES = 5;
    private static final int LABEL_WIDTH = 190;

    private final List<SimulatedDay.Course> courses;
    private final Duration step;
    private final StringBuilder svg = new StringBuilder();

    private DayPlot(List<SimulatedDay.Course> courses, Duration step) {
        this.courses = courses;
        this.step = step;
    }

    static String of(List<SimulatedDay.Course> courses, Duration step) {
        return new DayPlot(courses, step).draw();
    }

    /// What a panel shows.
    private interface Reading {
        double at(SimulatedDay.Course course, int step);
    }

    /// A panel between two heights, from zero to its highest value.
    private record Panel(String title, int top, int height, double highest, Reading reading) {
        int bottom() {
            return top + height;
        }

        double y(double value) {
            return bottom() - height * value / highest;
        }
    }

    private String draw() {
        Panel cost = panel(
                "Cost per hour", TOP, 250, (course, step) -> course.costs().get(step));
        Panel moves = panel(
                "Nodes removed or replaced so far",
                cost.bottom() + BETWEEN,
                130,
                (course, step) -> course.removed().get(step));
        Panel disturbed = panel(
                "Pods disturbed so far",
                moves.bottom() + BETWEEN,
                130,
                (course, step) -> course.disturbed().get(step));
        int height = disturbed.bottom() + BOTTOM;
        line(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
                        + " font-size=\"13\">",
                WIDTH,
                height));
        line(String.format(Locale.ROOT, "<rect width=\"%d\" height=\"%d\" fill=\"white\"/>", WIDTH, height));
        for (int c = 0; c < courses.size(); c++) {
            legend(courses.get(c).name(), COLOURS.get(c % COLOURS.size()), LEFT + c * LABEL_WIDTH);
        }
        for (Panel panel : List.of(cost, moves, disturbed)) {
            grid(panel);
            for (int c = 0; c < courses.size(); c++) {
                course(panel, courses.get(c), COLOURS.get(c % COLOURS.size()));
            }
        }
        for (int hour = 0; hour <= 24; hour += 3) {
            line(String.format(
                    Locale.ROOT,
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%02d:00</text>",
                    x(hour * 60.0),
                    height - 16,
                    hour));
        }
        line("</svg>");
        return svg.toString();
    }

    private Panel panel(String title, int top, int height, Reading reading) {
        double most = 1;
        for (SimulatedDay.Course course : courses) {
            for (int i = 0; i < course.costs().size(); i++) {
                most = Math.max(most, reading.at(course, i));
            }
        }
        double unit = Math.pow(10, Math.floor(Math.log10(most / LINES))) / 2;
        return new Panel(title, top, height, Math.ceil(most / LINES / unit) * unit * LINES, reading);
    }

    private void legend(String name, String colour, int at) {
        line(String.format(
                Locale.ROOT,
                "<line x1=\"%d\" y1=\"18\" x2=\"%d\" y2=\"18\" stroke=\"%s\" stroke-width=\"3\"/>",
                at,
                at + 24,
                colour));
        line(String.format(
                Locale.ROOT,
                "<text x=\"%d\" y=\"22\">%s</text>",
                at + 32,
                name.equals("none") ? "no consolidation" : name + " mode"));
    }

    private void grid(Panel panel) {
        line(String.format(
                Locale.ROOT,
                "<text x=\"%d\" y=\"%d\" font-size=\"15\">%s</text>",
                LEFT,
                panel.top() - 12,
                panel.title()));
        for (int i = 0; i <= LINES; i++) {
            double value = panel.highest() * i / LINES;
            line(String.format(
                    Locale.ROOT,
                    "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#e3e5e8\"/>",
                    LEFT,
                    panel.y(value),
                    WIDTH - RIGHT,
                    panel.y(value)));
            line(String.format(
                    Locale.ROOT,
                    "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.0f</text>",
                    LEFT - 8,
                    panel.y(value) + 4,
                    value));
        }
    }

    private void course(Panel panel, SimulatedDay.Course course, String colour) {
        var points = new StringBuilder();
        for (int i = 0; i < course.costs().size(); i++) {
            points.append(String.format(
                    Locale.ROOT,
                    "%.1f,%.1f ",
                    x(i * (double) step.toMinutes()),
                    panel.y(panel.reading().at(course, i))));
        }
        line(String.format(
                Locale.ROOT,
                "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>",
                points.toString().trim(),
                colour));
    }

    private static double x(double minutes) {
        return LEFT + (WIDTH - LEFT - RIGHT) * minutes / (24 * 60);
    }

    private void line(String text) {
        svg.append(text).append('\n');
    }
}
