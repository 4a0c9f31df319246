//! A string or a key in, a number that stands for it out: the two MurmurHash variants that the model was trained with.

/// The number of a string: MurmurHash64A with seed 1.
pub(super) fn string_hash(word: &str) -> u64 {
    const M: u64 = 0xc6a4_a793_5bd1_e995;
    let bytes = word.as_bytes();
    let mut hash = 1 ^ (bytes.len() as u64).wrapping_mul(M);
    let (blocks, tail) = bytes.as_chunks::<8>();
    for block in blocks {
        let mut k = u64::from_le_bytes(*block).wrapping_mul(M);
        k = (k ^ (k >> 47)).wrapping_mul(M);
        hash = (hash ^ k).wrapping_mul(M);
    }
    if !tail.is_empty() {
        let last = tail.iter().rev().fold(0, |last, &byte| last << 8 | u64::from(byte));
        hash = (hash ^ last).wrapping_mul(M);
    }
    hash = (hash ^ (hash >> 47)).wrapping_mul(M);
    hash ^ (hash >> 47)
}

/// Four numbers for one key: MurmurHash3 with 128 bits, as the embedding layer shortens it for keys of eight bytes.
pub(super) fn rows_of(key: u64, seed: u32) -> [u32; 4] {
    let seed = u64::from(seed);
    let mut h1 = key.wrapping_mul(0x87c3_7b91_1142_53d5).rotate_left(31).wrapping_mul(0x4cf5_ad43_2745_937f) ^ seed ^ 8;
    let mut h2 = seed ^ 8;
    h1 = h1.wrapping_add(h2);
    h2 = h2.wrapping_add(h1);
    h1 = finish(h1);
    h2 = finish(h2);
    h1 = h1.wrapping_add(h2);
    h2 = h2.wrapping_add(h1);
    [h1 as u32, (h1 >> 32) as u32, h2 as u32, (h2 >> 32) as u32]
}

fn finish(mut h: u64) -> u64 {
    h = (h ^ (h >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    h = (h ^ (h >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    h ^ (h >> 33)
}

#[cfg(test)]
mod tests {
    use super::{rows_of, string_hash};

    /// The numbers are those that spaCy's string store and thinc's hashing give.
    #[test]
    fn hashes_are_those_of_the_model() {
        assert_eq!(string_hash("missile"), MISSILE);
        assert_eq!(rows_of(MISSILE, 8), MISSILE_ROWS);
    }

    const MISSILE: u64 = 10_426_113_552_913_635_195;
    const MISSILE_ROWS: [u32; 4] = [3_505_235_988, 167_052_500, 962_886_686, 2_398_062_399];
}
