//! `bench [area..]`: prints the table of each area.

fn main() {
    let mut report = bench::Report::default();
    #[cfg(feature = "shuffle")]
    bench::shuffle::run(&mut report);
    print!("{}", report.table());
}
