//! How the cost of a claim grows with the register: `cargo bench -p materiel-register`, or `-- 1000000` for other sizes.
//!
//! Six reports of our own are repeated with other names, numbers and dates. What counts is the last column: what a claim costs beside what
//! it costs in the smallest register; it stays near 1 while the fold is linear.

#[path = "../tests/common/grown.rs"]
mod grown;
#[path = "../tests/common/kosovo.rs"]
mod kosovo;
#[path = "../tests/common/words.rs"]
mod words;

fn main() {
    let sizes: Vec<usize> = std::env::args().skip(1).filter_map(|size| size.replace('_', "").parse().ok()).collect();
    let sizes = if sizes.is_empty() { vec![10_000, 100_000] } else { [vec![10_000], sizes].concat() };
    let base = kosovo::kosovo();
    println!("documents    claims   records  fold s  clock s  rows s  µs/claim  add ms   95 %   worst    MiB  beside the smallest");
    let mut first = None;
    for size in sizes {
        let cost = grown::measure(&base, size);
        let one = (cost.fold + cost.helped) * 1e6 / cost.claims as f64;
        let ratio = one / *first.get_or_insert(one);
        println!(
            "{:>9} {:>9} {:>9}  {:>6.1}  {:>7.1}  {:>6.1}  {one:>8.1}  {:>6.2} {:>6.2}  {:>6.2}  {:>5}  {ratio:.2}",
            cost.documents,
            cost.claims,
            cost.records,
            cost.fold + cost.helped,
            cost.clock,
            cost.rows,
            cost.add,
            cost.mostly,
            cost.worst,
            cost.memory
        );
    }
}
