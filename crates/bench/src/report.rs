//! What a benchmark prints: one row for each workload.

use crate::stopwatch::median_seconds;

/// The rows so far.
#[derive(Debug, Default)]
pub struct Report {
    rows: Vec<Row>,
}

#[derive(Debug)]
struct Row {
    workload: String,
    ours: f64,
    peers: Vec<(String, f64)>,
    goal: Option<f64>,
}

/// One that does the work: its name, and the work. What the work returns is only looked at so that it is not left out.
pub type Contestant<'a> = (&'a str, Box<dyn FnMut() -> u64 + 'a>);

impl Report {
    /// Lets ours (the first) and its peers do the same work in turn, and keeps the medians in nanoseconds per unit. `goal`:
    /// how many times the speed of the first peer we aim for.
    pub fn compare(
        &mut self,
        workload: &str,
        units: u64,
        goal: Option<f64>,
        contestants: &mut [Contestant],
    ) {
        let times = median_seconds(contestants);
        let nanoseconds: Vec<(String, f64)> = contestants
            .iter()
            .zip(times)
            .map(|((name, _), seconds)| (name.to_string(), seconds * 1e9 / units as f64))
            .collect();
        let row = Row {
            workload: workload.to_string(),
            ours: nanoseconds[0].1,
            peers: nanoseconds[1..].to_vec(),
            goal,
        };
        self.rows.push(row);
    }

    /// The table: ours and each peer in nanoseconds, the ratio to the first peer, and what we aim for.
    pub fn table(&self) -> String {
        let mut text = format!(
            "{:44} {:>9}  {:>7} {:>7}  peers\n",
            "workload", "ours, ns", "ratio", "goal"
        );
        for row in &self.rows {
            let ratio = row.peers.first().map_or(String::new(), |(_, peer)| {
                format!("{:.2} x", peer / row.ours)
            });
            let goal = row
                .goal
                .map_or(String::new(), |goal| format!("{goal:.1} x"));
            let peers: Vec<String> = row
                .peers
                .iter()
                .map(|(name, time)| format!("{name} {time:.2} ns ({:.2} x)", time / row.ours))
                .collect();
            text += &format!(
                "{:44} {:9.2}  {ratio:>7} {goal:>7}  {}\n",
                row.workload,
                row.ours,
                peers.join(", ")
            );
        }
        text
    }
}
