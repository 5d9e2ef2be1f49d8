package sh.karpenter.local.aws.account;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// The one lock over everything in the account. Actions are short and never wait while they hold it, so one lock is
/// enough, and every action sees the account between two others, never in the middle of one.
public final class AccountLock {
    private final ReentrantLock lock = new ReentrantLock();

    /// Runs with the lock held.
    public void run(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }

    /// Computes with the lock held.
    public <T> T call(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }
}
