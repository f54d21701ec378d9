//! etcd as one meets it from outside: two fronts over the [`mvcc`] engine.
//!
//! * [`gateway`]: the JSON bodies that a real server takes and gives over HTTP.
//! * [`etcdctl`]: command lines, and what the real one prints for them.
//! * [`json`]: JSON and base64 as Go writes them.

pub mod etcdctl;
pub mod gateway;
pub mod json;

/// Id of a cluster whose only member is a bare `etcd` on localhost.
pub const CLUSTER_ID: u64 = 14_841_639_068_965_178_418;

/// Id of that member.
pub const MEMBER_ID: u64 = 10_276_657_743_932_975_437;
