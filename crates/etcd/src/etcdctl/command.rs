//! The commands there are: their names, flags and help, word for word as 3.4.23 has them.

/// One command, or a group of commands.
#[derive(Debug)]
pub(crate) struct Command {
    /// All words of it: `lease grant`.
    pub name: &'static str,
    /// What follows `etcdctl` in its usage, without `[flags]`.
    pub usage: &'static str,
    /// One line.
    pub about: &'static str,
    /// More lines, if there are.
    pub description: &'static str,
    /// Its own flags, `--help` aside.
    pub flags: &'static [Flag],
    /// Flags that it takes from its group.
    pub inherited: &'static [Flag],
}

/// A flag.
#[derive(Debug)]
pub(crate) struct Flag {
    pub name: &'static str,
    pub short: Option<char>,
    pub kind: Kind,
    pub default: &'static str,
    pub about: &'static str,
}

/// What a flag holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Bool,
    Int,
    Text,
    /// `5s`, `1m30s`.
    Duration,
    /// A list, which nobody looks at here.
    Other,
}

const fn flag(name: &'static str, kind: Kind, default: &'static str, about: &'static str) -> Flag {
    Flag {
        name,
        short: None,
        kind,
        default,
        about,
    }
}

const fn switch(name: &'static str, about: &'static str) -> Flag {
    flag(name, Kind::Bool, "false", about)
}

const fn command(
    name: &'static str,
    usage: &'static str,
    about: &'static str,
    flags: &'static [Flag],
) -> Command {
    Command {
        name,
        usage,
        about,
        description: "",
        flags,
        inherited: &[],
    }
}

const CLUSTER: Flag = switch("cluster", "use all endpoints from the cluster member list");

/// The commands that run here.
pub(crate) const COMMANDS: &[Command] = &[
    Command {
        description: PUT_DESCRIPTION,
        ..command(
            "put",
            "put [options] <key> <value> (<value> can also be given from stdin)",
            "Puts the given key into the store",
            &[
                switch("ignore-lease", "updates the key using its current lease"),
                switch("ignore-value", "updates the key using its current value"),
                flag(
                    "lease",
                    Kind::Text,
                    "0",
                    "lease ID (in hexadecimal) to attach to the key",
                ),
                switch(
                    "prev-kv",
                    "return the previous key-value pair before modification",
                ),
            ],
        )
    },
    command(
        "get",
        "get [options] <key> [range_end]",
        "Gets the key or a range of keys",
        &[
            flag(
                "consistency",
                Kind::Text,
                "l",
                "Linearizable(l) or Serializable(s)",
            ),
            switch(
                "from-key",
                "Get keys that are greater than or equal to the given key using byte compare",
            ),
            switch("keys-only", "Get only the keys"),
            flag("limit", Kind::Int, "0", "Maximum number of results"),
            flag(
                "order",
                Kind::Text,
                "",
                "Order of results; ASCEND or DESCEND (ASCEND by default)",
            ),
            switch("prefix", "Get keys with matching prefix"),
            switch(
                "print-value-only",
                "Only write values when using the \"simple\" output format",
            ),
            flag("rev", Kind::Int, "0", "Specify the kv revision"),
            flag(
                "sort-by",
                Kind::Text,
                "",
                "Sort target; CREATE, KEY, MODIFY, VALUE, or VERSION",
            ),
        ],
    ),
    command(
        "del",
        "del [options] <key> [range_end]",
        "Removes the specified key or range of keys [key, range_end)",
        &[
            switch(
                "from-key",
                "delete keys that are greater than or equal to the given key using byte compare",
            ),
            switch("prefix", "delete keys with matching prefix"),
            switch("prev-kv", "return deleted key-value pairs"),
        ],
    ),
    command(
        "txn",
        "txn [options]",
        "Txn processes all the requests in one transaction",
        &[Flag {
            short: Some('i'),
            ..switch("interactive", "Input transaction in interactive mode")
        }],
    ),
    command(
        "compaction",
        "compaction [options] <revision>",
        "Compacts the event history in etcd",
        &[switch(
            "physical",
            "'true' to wait for compaction to physically remove all old revisions",
        )],
    ),
    command(
        "watch",
        "watch [options] [key or prefix] [range_end] [--] [exec-command arg1 arg2 ...]",
        "Watches events stream on keys or prefixes",
        &[
            Flag {
                short: Some('i'),
                ..switch("interactive", "Interactive mode")
            },
            switch("prefix", "Watch on a prefix if prefix is set"),
            switch(
                "prev-kv",
                "get the previous key-value pair before the event happens",
            ),
            flag("rev", Kind::Int, "0", "Revision to start watching"),
        ],
    ),
    command("lease grant", "lease grant <ttl>", "Creates leases", &[]),
    command(
        "lease revoke",
        "lease revoke <leaseID>",
        "Revokes leases",
        &[],
    ),
    command(
        "lease timetolive",
        "lease timetolive <leaseID> [options]",
        "Get lease information",
        &[switch("keys", "Get keys attached to this lease")],
    ),
    command("lease list", "lease list", "List all active leases", &[]),
    command(
        "lease keep-alive",
        "lease keep-alive [options] <leaseID>",
        "Keeps leases alive (renew)",
        &[switch(
            "once",
            "Resets the keep-alive time to its original value and exits immediately",
        )],
    ),
    command(
        "lock",
        "lock <lockname> [exec-command arg1 arg2 ...]",
        "Acquires a named lock",
        &[flag("ttl", Kind::Int, "10", "timeout for session")],
    ),
    command(
        "elect",
        "elect <election-name> [proposal]",
        "Observes and participates in leader election",
        &[Flag {
            short: Some('l'),
            ..switch("listen", "observation mode")
        }],
    ),
    Command {
        inherited: &[CLUSTER],
        ..command("endpoint health", "endpoint health", HEALTH_ABOUT, &[])
    },
    Command {
        inherited: &[CLUSTER],
        description: STATUS_DESCRIPTION,
        ..command("endpoint status", "endpoint status", STATUS_ABOUT, &[])
    },
    Command {
        inherited: &[CLUSTER],
        ..command(
            "endpoint hashkv",
            "endpoint hashkv",
            "Prints the KV history hash for each endpoint in --endpoints",
            &[flag(
                "rev",
                Kind::Int,
                "0",
                "maximum revision to hash (default: all revisions)",
            )],
        )
    },
    Command {
        description: MEMBER_LIST_DESCRIPTION,
        ..command(
            "member list",
            "member list",
            "Lists all members in the cluster",
            &[],
        )
    },
    command(
        "member remove",
        "member remove <memberID>",
        "Removes a member from the cluster",
        &[],
    ),
    command("alarm disarm", "alarm disarm", "Disarms all alarms", &[]),
    command("alarm list", "alarm list", "Lists all alarms", &[]),
    command(
        "defrag",
        "defrag",
        "Defragments the storage of the etcd members with given endpoints",
        &[
            CLUSTER,
            flag(
                "data-dir",
                Kind::Text,
                "",
                "Optional. If present, defragments a data directory not in use by etcd.",
            ),
        ],
    ),
    command("version", "version", "Prints the version of etcdctl", &[]),
];

/// `etcdctl` without a command; its page is [`super::help::root`].
pub(crate) const ROOT: Command = command("etcdctl", "", "", &[]);

/// Prints pages.
pub(crate) const HELP: Command = Command {
    description: "Help provides help for any command in the application.\n\
                  Simply type etcdctl help [path to command] for full details.",
    ..command("help", "help [command]", "Help about any command", &[])
};

/// Groups of commands: what they print when no command of theirs is named.
pub(crate) const GROUPS: &[Command] = &[
    command("alarm", "alarm <subcommand>", "Alarm related commands", &[]),
    command(
        "endpoint",
        "endpoint <subcommand>",
        "Endpoint related commands",
        &[CLUSTER],
    ),
    command("lease", "lease <subcommand>", "Lease related commands", &[]),
    command(
        "member",
        "member <subcommand>",
        "Membership related commands",
        &[],
    ),
];

/// Commands of a real etcdctl that do not run here, with their lines in the help.
pub(crate) const ELSEWHERE: &[(&str, &str)] = &[
    ("auth disable", "Disables authentication"),
    ("auth enable", "Enables authentication"),
    (
        "check datascale",
        "Check the memory usage of holding data for different workloads on a given server endpoint.",
    ),
    ("check perf", "Check the performance of the etcd cluster"),
    (
        "completion bash",
        "Generate the autocompletion script for bash",
    ),
    (
        "completion fish",
        "Generate the autocompletion script for fish",
    ),
    (
        "completion powershell",
        "Generate the autocompletion script for powershell",
    ),
    (
        "completion zsh",
        "Generate the autocompletion script for zsh",
    ),
    ("help", "Help about any command"),
    (
        "make-mirror",
        "Makes a mirror at the destination etcd cluster",
    ),
    ("member add", "Adds a member into the cluster"),
    (
        "member promote",
        "Promotes a non-voting member in the cluster",
    ),
    ("member update", "Updates a member in the cluster"),
    ("migrate", "Migrates keys in a v2 store to a mvcc store"),
    (
        "move-leader",
        "Transfers leadership to another etcd cluster member.",
    ),
    ("role add", "Adds a new role"),
    ("role delete", "Deletes a role"),
    ("role get", "Gets detailed information of a role"),
    ("role grant-permission", "Grants a key to a role"),
    ("role list", "Lists all roles"),
    ("role revoke-permission", "Revokes a key from a role"),
    (
        "snapshot restore",
        "Restores an etcd member snapshot to an etcd directory",
    ),
    (
        "snapshot save",
        "Stores an etcd node backend snapshot to a given file",
    ),
    (
        "snapshot status",
        "Gets backend snapshot status of a given file",
    ),
    ("user add", "Adds a new user"),
    ("user delete", "Deletes a user"),
    ("user get", "Gets detailed information of a user"),
    ("user grant-role", "Grants a role to a user"),
    ("user list", "Lists all users"),
    ("user passwd", "Changes password of user"),
    ("user revoke-role", "Revokes a role from a user"),
];

/// Flags that every command takes. Those about connections are read and passed over.
pub(crate) const GLOBAL: &[Flag] = &[
    flag(
        "cacert",
        Kind::Text,
        "",
        "verify certificates of TLS-enabled secure servers using this CA bundle",
    ),
    flag(
        "cert",
        Kind::Text,
        "",
        "identify secure client using this TLS certificate file",
    ),
    flag(
        "command-timeout",
        Kind::Duration,
        "5s",
        "timeout for short running command (excluding dial timeout)",
    ),
    switch("debug", "enable client-side debug logging"),
    flag(
        "dial-timeout",
        Kind::Duration,
        "2s",
        "dial timeout for client connections",
    ),
    Flag {
        short: Some('d'),
        ..flag(
            "discovery-srv",
            Kind::Text,
            "",
            "domain name to query for SRV records describing cluster endpoints",
        )
    },
    flag(
        "discovery-srv-name",
        Kind::Text,
        "",
        "service name to query when using DNS discovery",
    ),
    flag(
        "endpoints",
        Kind::Other,
        "[127.0.0.1:2379]",
        "gRPC endpoints",
    ),
    switch("hex", "print byte strings as hex encoded strings"),
    flag(
        "insecure-discovery",
        Kind::Bool,
        "true",
        "accept insecure SRV records describing cluster endpoints",
    ),
    switch(
        "insecure-skip-tls-verify",
        "skip server certificate verification (CAUTION: this option should be enabled only for testing purposes)",
    ),
    flag(
        "insecure-transport",
        Kind::Bool,
        "true",
        "disable transport security for client connections",
    ),
    flag(
        "keepalive-time",
        Kind::Duration,
        "2s",
        "keepalive time for client connections",
    ),
    flag(
        "keepalive-timeout",
        Kind::Duration,
        "6s",
        "keepalive timeout for client connections",
    ),
    flag(
        "key",
        Kind::Text,
        "",
        "identify secure client using this TLS key file",
    ),
    flag(
        "password",
        Kind::Text,
        "",
        "password for authentication (if this option is used, --user option shouldn't include password)",
    ),
    flag(
        "user",
        Kind::Text,
        "",
        "username[:password] for authentication (prompt if password is not supplied)",
    ),
    Flag {
        short: Some('w'),
        ..flag(
            "write-out",
            Kind::Text,
            "simple",
            "set the output format (fields, json, protobuf, simple, table)",
        )
    },
];

const HEALTH_ABOUT: &str = "Checks the healthiness of endpoints specified in `--endpoints` flag";
const STATUS_ABOUT: &str = "Prints out the status of endpoints specified in `--endpoints` flag";

const STATUS_DESCRIPTION: &str = "\
When --write-out is set to simple, this command prints out comma-separated status lists for each endpoint.
The items in the lists are endpoint, ID, version, db size, is leader, is learner, raft term, raft index, raft applied index, errors.";

const MEMBER_LIST_DESCRIPTION: &str = "\
When --write-out is set to simple, this command prints out comma-separated member lists for each endpoint.
The items in the lists are ID, Status, Name, Peer Addrs, Client Addrs, Is Learner.";

const PUT_DESCRIPTION: &str = "\
Puts the given key into the store.

When <value> begins with '-', <value> is interpreted as a flag.
Insert '--' for workaround:

$ put <key> -- <value>
$ put -- <key> <value>

If <value> isn't given as a command line argument and '--ignore-value' is not specified,
this command tries to read the value from standard input.

If <lease> isn't given as a command line argument and '--ignore-lease' is not specified,
this command tries to read the value from standard input.

For example,
$ cat file | put <key>
will store the content of the file to <key>.";
