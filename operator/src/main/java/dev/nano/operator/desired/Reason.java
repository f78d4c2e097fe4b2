package dev.nano.operator.desired;

/** Why a condition is as it is; as text the word in the status. */
public enum Reason {
    // Accepted
    Accepted,
    HostnameConflict,
    HostnameNotAllowed,
    PathNotAllowed,
    LimitExceeded,
    QuotaExceeded,
    InvalidSpec,
    InvalidSource,
    SourceNotFound,
    SourceUnreadable,
    SecretsDisabled,
    // Programmed and Ready
    Programmed,
    Served,
    NotAccepted,
    LoadFailed,
    HostnameTaken,
    Quarantined,
    Refused,
    Syncing,
    NoRuntimePods;

    /** Whether a NanoApp that is not accepted for this reason has its hostname all the same. */
    boolean keepsHostname() {
        return switch (this) {
            case InvalidSource, SourceNotFound, SourceUnreadable, SecretsDisabled -> true;
            default -> false;
        };
    }
}
