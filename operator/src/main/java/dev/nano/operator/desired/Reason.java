package dev.nano.operator.desired;

/** Why a condition is as it is; as text the word in the status. */
public enum Reason {
    // Accepted
    Accepted,
    HostnameConflict,
    HostnameNotAllowed,
    PathNotAllowed,
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
    NoRuntimePods
}
