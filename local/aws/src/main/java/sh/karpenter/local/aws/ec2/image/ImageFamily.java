package sh.karpenter.local.aws.ec2.image;

/// What kind of node an image makes, and so what user data it understands.
public enum ImageFamily {
    /// Amazon Linux 2: a shell script that calls `/etc/eks/bootstrap.sh`.
    AL2,
    /// Amazon Linux 2023: a `NodeConfig` document for nodeadm.
    AL2023,
    /// Bottlerocket: settings as TOML.
    BOTTLEROCKET,
    /// Windows Server: a PowerShell script.
    WINDOWS,
    /// An image that somebody registered: whatever of the above its user data turns out to be.
    CUSTOM
}
