//! What a fair run looks like when its counts are sorted: never level, because chance favours some order.

/// The counts that `orders` equally likely orders show when sorted downwards, if each is expected `expected` times.
pub(super) fn fair_counts(expected: f64, orders: usize) -> Vec<f64> {
    let quantile = |at: usize| 1.0 - (at as f64 + 0.5) / orders as f64;
    if expected > 100.0 {
        return (0..orders)
            .map(|at| (expected + normal_quantile(quantile(at)) * expected.sqrt()).max(0.0))
            .collect();
    }
    // Poisson: walk the distribution upwards and the list backwards, from the rarest.
    let mut counts = vec![0.0; orders];
    let (mut k, mut probability) = (0.0, (-expected).exp());
    let mut below = probability;
    for at in (0..orders).rev() {
        // Ends: `below` tends to 1, the quantile stays half a step under it, and a count this high is out of the picture.
        while below < quantile(at) && k < 20.0 * (expected + 5.0) {
            k += 1.0;
            probability *= expected / k;
            below += probability;
        }
        counts[at] = k;
    }
    counts
}

/// The value that a standard normal variable stays below with probability `p`: the rational
/// approximation 26.2.23 of Abramowitz and Stegun, which is off by less than 4.5e-4: a hundredth of a pixel here.
fn normal_quantile(p: f64) -> f64 {
    let tail = p.min(1.0 - p);
    let t = (-2.0 * tail.ln()).sqrt();
    let above = t
        - (2.515517 + t * (0.802853 + t * 0.010328))
            / (1.0 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
    if p < 0.5 { -above } else { above }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quantiles_are_those_of_the_tables() {
        for (p, z) in [
            (0.5, 0.0),
            (0.841345, 1.0),
            (0.975, 1.959964),
            (0.0005, -3.290527),
            (0.9999, 3.719016),
        ] {
            assert!(
                (normal_quantile(p) - z).abs() < 5e-4,
                "quantile of {p}: {} instead of {z}",
                normal_quantile(p)
            );
        }
    }

    #[test]
    fn fair_counts_fall_and_add_up_to_the_trials() {
        for (expected, orders) in [
            (0.2, 5040),
            (4.0, 5040),
            (60.0, 720),
            (400.0, 5040),
            (20_000.0, 24),
        ] {
            let counts = fair_counts(expected, orders);
            assert!(counts.windows(2).all(|pair| pair[0] >= pair[1]));
            let mean = counts.iter().sum::<f64>() / orders as f64;
            assert!(
                (mean - expected).abs() < 0.02 * expected,
                "mean {mean} instead of {expected}"
            );
        }
    }
}
