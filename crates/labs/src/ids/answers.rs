//! What one can ask: the parts of an id, its text forms, what was made, how layouts compare.

use ids::layout::MS_PER_YEAR;
use ids::sonyflake::{self, Settings, Sonyflake};
use ids::{Layout, Parts, calendar, text};

use super::command::Need;
use super::{Event, IdBench};

impl IdBench {
    /// Whether the layout has what is needed, and by how much not.
    pub(super) fn meets(&self, need: Need) -> String {
        let budget = self.layout.budget();
        let rows = [
            ("years", need.years.map(f64::from), budget.years),
            (
                "ids per ms and node",
                need.ids.map(|n| n as f64),
                budget.ids_per_ms_and_node as f64,
            ),
            ("nodes", need.nodes.map(|n| n as f64), budget.nodes as f64),
        ];
        let asked = rows
            .iter()
            .filter_map(|(what, need, has)| Some((*what, (*need)?, *has)));
        let told = asked.map(|(what, need, has)| {
            let has_shown = if what == "years" {
                format!("{has:.1}")
            } else {
                format!("{has}")
            };
            let enough = if has >= need { "enough" } else { "too few" };
            format!("{has_shown} {what}, needed {need}: {enough}")
        });
        let mut lines: Vec<String> = told.collect();
        let all = lines.iter().all(|line| line.ends_with("enough"));
        lines.push(
            if all {
                "the layout fits"
            } else {
                "the layout does not fit"
            }
            .to_string(),
        );
        lines.join("\n")
    }

    /// This layout, the default of the library, and Sonyflake's, side by side.
    pub(super) fn compare(&self) -> String {
        let mut lines = vec![format!(
            "{:<12}{:>15}{:>6}{:>6}{:>13}{:>9}{:>18}",
            "", "time", "node", "step", "years", "nodes", "ids per s, node"
        )];
        let mut row = |name: &str, unit_ms: u32, bits: [u32; 3]| {
            let [time, node, step] = bits;
            let years = 2f64.powi(time as i32) * f64::from(unit_ms) / MS_PER_YEAR;
            lines.push(format!(
                "{name:<12}{:>15}{node:>6}{step:>6}{years:>13.1}{:>9}{:>18}",
                format!("{time} x {unit_ms} ms"),
                1_u64 << node,
                (1_u64 << step) * 1000 / u64::from(unit_ms),
            ));
        };
        let bits = |layout: Layout| {
            [layout.time_bits(), layout.node_bits(), layout.step_bits()].map(u32::from)
        };
        row("this one", 1, bits(self.layout));
        row("snowflake", 1, bits(Layout::default()));
        let sonyflake = Sonyflake::version1(&Settings::of(0), sonyflake::START_1_NS)
            .expect("the defaults are allowed at their start");
        let (machine, sequence) = (16, 63 - 16 - sonyflake.time_bits());
        row(
            "sonyflake",
            (sonyflake::UNIT_NS / 1_000_000) as u32,
            [sonyflake.time_bits(), machine, sequence],
        );
        lines.join("\n")
    }

    pub(super) fn decode(&self, id: i64) -> String {
        let Parts { time, node, step } = self.layout.parts(id);
        let (datacenter, worker) = ids::layout::datacenter_and_worker(node);
        let mut told = format!(
            "time {time} ms = {}, node {node}, step {step}",
            calendar::iso(self.layout.time_ms(id))
        );
        if self.layout.node_bits() == 10 {
            told += &format!("\nread as data centre and worker: {datacenter}, {worker}");
        }
        told
    }

    pub(super) fn sum(&self) -> String {
        let out_of_order = self
            .issued
            .windows(2)
            .filter(|pair| pair[0].at < pair[1].at && pair[1].id < pair[0].id);
        format!(
            "{} ids, {} different, {} duplicates\n{} times an id that was made later sorts before the one made just before it",
            self.issued.len(),
            self.first.len(),
            self.duplicates,
            out_of_order.count()
        )
    }

    pub(super) fn show(&self) -> Vec<Event> {
        let mut events = vec![
            Event::Layout(self.layout),
            Event::Policy(self.backwards),
            Event::Source(self.source),
            Event::Time(self.now),
        ];
        for (name, process) in &self.processes {
            let shows = self.now.saturating_add(process.skew);
            let node = process.generator.node();
            events.push(Event::Told(format!(
                "{name}: node {node}, its clock shows {shows}"
            )));
        }
        events
    }
}

pub(super) fn texts(id: i64) -> String {
    let or_panic = |text: Option<String>| text.unwrap_or("the library panics".to_string());
    // What a JavaScript number makes of it: the nearest double.
    let number = id as f64;
    format!(
        "base2   {}\nbase32  {}\nbase36  {}\nbase58  {}\nbase64  {}\njson    {}\nas a JavaScript number  {number:.0}{}",
        text::base2(id),
        or_panic(text::base32(id)),
        text::base36(id),
        or_panic(text::base58(id)),
        text::base64(id),
        text::json(id),
        if number as i128 == i128::from(id) {
            ""
        } else {
            ", another id"
        },
    )
}
