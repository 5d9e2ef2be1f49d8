/// Recurring moments, as disruption budgets write them. Start reading at [CronSchedule]. It must not know what
/// happens at these moments.
@NullMarked
package sh.karpenter.core.model.schedule;

import org.jspecify.annotations.NullMarked;
