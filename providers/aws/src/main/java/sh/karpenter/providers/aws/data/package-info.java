/// Tables that are shipped with the provider. Start reading at [CsvTable].
/// It must not know what the tables are about.
@NullMarked
package sh.karpenter.providers.aws.data;

import org.jspecify.annotations.NullMarked;
