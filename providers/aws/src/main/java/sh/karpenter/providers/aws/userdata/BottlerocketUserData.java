package sh.karpenter.providers.aws.userdata;

import sh.karpenter.providers.aws.userdata.UserData.Outcome;

final class BottlerocketUserData {
    private BottlerocketUserData() {}

    static Outcome write(NodeBoot boot) {
        return new Outcome.Malformed("Bottlerocket");
    }
}
