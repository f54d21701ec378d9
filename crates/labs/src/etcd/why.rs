//! Why the server refused, with the numbers of this moment, and what would work instead.

use mvcc::{Error, Store};

use super::command::{Action, Command};

/// The reason and a line that works, for what etcdctl printed. Empty where its words say it all.
pub(super) fn why(store: &Store, argv: &[String], printed: &str) -> (String, Option<String>) {
    let says = |error: Error| printed.contains(&error.to_string());
    let (revision, compacted) = (store.revision(), store.compact_revision());
    let compacts = argv.first().is_some_and(|word| word.starts_with("compac"));
    if says(Error::Compacted) && compacts {
        return (
            format!(
                "the store is compacted at revision {compacted} already; the next one must be later"
            ),
            None,
        );
    }
    if says(Error::Compacted) {
        let why = format!(
            "everything before revision {compacted} was compacted, and the store is at revision {revision}"
        );
        return (why, with_rev(argv, compacted));
    }
    if says(Error::FutureRevision) {
        return (
            format!("the store is at revision {revision}"),
            with_rev(argv, revision),
        );
    }
    if says(Error::LeaseNotFound) {
        let leases = store
            .leases()
            .by_expiry()
            .map(|(id, _)| format!("{id:016x}"))
            .collect::<Vec<_>>();
        return match leases.as_slice() {
            [] => (
                "there is no lease now".into(),
                Some("lease grant 60".into()),
            ),
            leases => (format!("the leases now are {}", leases.join(", ")), None),
        };
    }
    if says(Error::KeyNotFound) {
        return (
            "what is kept must be there: the key has no value now".into(),
            None,
        );
    }
    if says(Error::DuplicateKey) {
        return (
            "all changes of a transaction share one revision, so that each key may change once"
                .into(),
            None,
        );
    }
    (String::new(), None)
}

/// The same command at another revision.
fn with_rev(argv: &[String], revision: i64) -> Option<String> {
    let at = argv
        .iter()
        .position(|word| word == "--rev" || word.starts_with("--rev="))?;
    let mut argv = argv.to_vec();
    if argv[at] == "--rev" {
        *argv.get_mut(at + 1)? = revision.to_string();
    } else {
        argv[at] = format!("--rev={revision}");
    }
    let action = Action::Run {
        argv,
        stdin: None,
        quiet: false,
    };
    Some(
        Command {
            terminal: None,
            action,
        }
        .to_string(),
    )
}
