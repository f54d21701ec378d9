//! What a benchmark prints: one row for each workload.

use crate::stopwatch::typical_seconds;
use serde::{Deserialize, Serialize};

/// The rows so far.
#[derive(Debug, Default)]
pub struct Report {
    area: String,
    rows: Vec<Row>,
}

/// One workload: who did it, and how long each took.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The area it belongs to.
    pub area: String,
    /// What was done.
    pub workload: String,
    /// Our time, in nanoseconds per unit of the workload.
    pub ours: f64,
    /// Each peer and its time, in the same unit.
    pub peers: Vec<(String, f64)>,
    /// How many times the speed of the first peer we aim for.
    pub goal: Option<f64>,
}

/// One that does the work: its name, and the work. What the work returns is only looked at so that it is not left out.
pub type Contestant<'a> = (&'a str, Box<dyn FnMut() -> u64 + 'a>);

impl Report {
    /// From here on, rows belong to this area.
    pub fn begin(&mut self, area: &str) {
        self.area = area.to_string();
    }

    /// Lets ours (the first) and its peers do the same work in turn, and keeps the times in nanoseconds per unit. `goal`:
    /// how many times the speed of the first peer we aim for.
    pub fn compare(
        &mut self,
        workload: &str,
        units: u64,
        goal: Option<f64>,
        contestants: &mut [Contestant],
    ) {
        let times = typical_seconds(contestants);
        let nanoseconds: Vec<(String, f64)> = contestants
            .iter()
            .zip(times)
            .map(|((name, _), seconds)| (name.to_string(), seconds * 1e9 / units as f64))
            .collect();
        let (area, workload) = (self.area.clone(), workload.to_string());
        self.rows.push(Row {
            area,
            workload,
            ours: nanoseconds[0].1,
            peers: nanoseconds[1..].to_vec(),
            goal,
        });
    }

    /// The same, and the goal is against the best of the peers.
    pub fn compare_with_best(
        &mut self,
        workload: &str,
        units: u64,
        goal: f64,
        contestants: &mut [Contestant],
    ) {
        self.compare(workload, units, Some(goal), contestants);
        let row = self.rows.last_mut().expect("it was just added");
        row.peers.sort_by(|a, b| a.1.total_cmp(&b.1));
    }

    /// A row whose figures are no times: ours, and each peer's.
    pub fn figures(&mut self, workload: &str, ours: f64, peers: Vec<(String, f64)>) {
        let (area, workload) = (self.area.clone(), workload.to_string());
        self.rows.push(Row {
            area,
            workload,
            ours,
            peers,
            goal: None,
        });
    }

    /// The rows as a JSON array.
    ///
    /// # Panics
    /// Never: rows are plain data.
    pub fn to_json(&self) -> String {
        serde_json::to_string(&self.rows).expect("rows are plain data")
    }

    /// The table. `wasm` are rows of the same workloads, measured in a browser; where there is one, its time is shown as a
    /// multiple of the native one.
    pub fn table(&self, wasm: &[Row]) -> String {
        let mut text = format!(
            "{:9} {:44} {:>9}  {:26} {:>8}  {:18} {}\n",
            "area", "workload", "ours, ns", "best peer", "ratio", "goal", "wasm / native"
        );
        for row in &self.rows {
            let same = |other: &&Row| (&other.area, &other.workload) == (&row.area, &row.workload);
            let line = format!(
                "{:9} {:44} {:9.2}  {:26} {:>8}  {:18} {}",
                row.area,
                row.workload,
                row.ours,
                row.best_peer()
                    .map_or(String::new(), |(name, time)| format!("{name} {time:.2}")),
                row.best_peer().map_or(String::new(), |(_, time)| format!(
                    "{:.2} x",
                    time / row.ours
                )),
                row.against_goal(),
                wasm.iter()
                    .find(same)
                    .map_or(String::new(), |wasm| wasm.beside(row)),
            );
            text += line.trim_end();
            text.push('\n');
        }
        text
    }
}

impl Row {
    fn best_peer(&self) -> Option<&(String, f64)> {
        self.peers.iter().min_by(|a, b| a.1.total_cmp(&b.1))
    }

    /// `2.3 of 2.0 fastrand`: what we reach, and what we aim for.
    fn against_goal(&self) -> String {
        match (self.goal, self.peers.first()) {
            (Some(goal), Some((name, time))) => {
                format!("{:.1} of {goal:.1} {name}", time / self.ours)
            }
            _ => String::new(),
        }
    }

    /// Our time in the browser as a multiple of the native one, and how many times the speed of each peer we have there.
    fn beside(&self, native: &Row) -> String {
        let peers: Vec<String> = (self.peers.iter())
            .map(|(name, time)| format!("{:.2} x {name}", time / self.ours))
            .collect();
        let ratio = format!("{:.2}", self.ours / native.ours);
        match peers.is_empty() {
            true => ratio,
            false => format!("{ratio} (there {})", peers.join(", ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(ours: f64) -> Row {
        let peers = vec![("fastrand".to_string(), 20.0), ("rand".to_string(), 15.0)];
        Row {
            area: "shuffle".to_string(),
            workload: "n = 7".to_string(),
            ours,
            peers,
            goal: Some(2.0),
        }
    }

    #[test]
    fn the_ratio_is_to_the_best_peer_and_the_goal_to_the_first() {
        let report = Report {
            area: String::new(),
            rows: vec![row(10.0)],
        };
        let table = report.table(&[]);
        let line = table.lines().nth(1).unwrap();
        assert!(
            line.contains("rand 15.00") && line.contains("1.50 x"),
            "{line}"
        );
        assert!(line.ends_with("2.0 of 2.0 fastrand"), "{line}");
    }

    #[test]
    fn a_row_of_the_browser_stands_beside_its_own_workload() {
        let report = Report {
            area: String::new(),
            rows: vec![row(10.0)],
        };
        assert!(
            report
                .table(&[row(15.0)])
                .trim_end()
                .ends_with("1.50 (there 1.33 x fastrand, 1.00 x rand)")
        );
        let other = Row {
            workload: "n = 52".to_string(),
            ..row(15.0)
        };
        assert_eq!(report.table(&[other]), report.table(&[]));
    }

    #[test]
    fn rows_survive_the_way_through_json() {
        let report = Report {
            area: String::new(),
            rows: vec![row(10.0)],
        };
        assert_eq!(
            serde_json::from_str::<Vec<Row>>(&report.to_json()).unwrap(),
            report.rows
        );
    }
}
