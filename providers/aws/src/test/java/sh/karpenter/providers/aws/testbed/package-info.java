/// What the tests of this module share. Start reading at [AwsTestBed].
@NullMarked
package sh.karpenter.providers.aws.testbed;

import org.jspecify.annotations.NullMarked;
