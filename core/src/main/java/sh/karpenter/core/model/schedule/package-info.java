/// Recurring moments, as disruption budgets write them. Start reading at [CronSchedule].
@NullMarked
package sh.karpenter.core.model.schedule;

import org.jspecify.annotations.NullMarked;
