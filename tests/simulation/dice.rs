//! Chance that does not depend on the order in which it is asked for: what is thrown for a place is the same however
//! the run came there, so that a smaller run is still much like the one it was made from.

/// Dice for the place named by `place`, in the run of `seed`.
pub fn dice(seed: u64, place: &[usize]) -> fastrand::Rng {
    let mixed = place.iter().fold(seed ^ 0x9e37_79b9_7f4a_7c15, |mixed, part| mix(mixed ^ (*part as u64 + 1)));
    fastrand::Rng::with_seed(mixed)
}

/// The finaliser of `SplitMix64` (Steele, Lea and Flood, 2014).
const fn mix(mut value: u64) -> u64 {
    value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

/// True with a probability of `share`.
pub fn falls(dice: &mut fastrand::Rng, share: f64) -> bool {
    share > 0.0 && dice.f64() < share
}
