//! A stable sort that there is once: the library's is made anew for each kind of item, with 7 kB of code.

use std::cmp::Ordering;

/// The numbers below `count`, as `order` puts them.
pub(super) fn sorted(count: usize, order: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let (mut from, mut to): (Vec<usize>, Vec<usize>) = ((0..count).collect(), Vec::with_capacity(count));
    let mut run = 1;
    while run < count {
        for pair in from.chunks(2 * run) {
            let (mut left, mut right) = pair.split_at_checked(run).unwrap_or((pair, &[]));
            while let (Some((&a, after_a)), Some((&b, after_b))) = (left.split_first(), right.split_first()) {
                if order(a, b).is_le() {
                    to.push(a);
                    left = after_a;
                } else {
                    to.push(b);
                    right = after_b;
                }
            }
            to.extend_from_slice(left);
            to.extend_from_slice(right);
        }
        std::mem::swap(&mut from, &mut to);
        to.clear();
        run *= 2;
    }
    from
}
