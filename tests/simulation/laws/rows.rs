//! Rows that are kept.

use super::{Case, ensure};

/// One handle for every request that was answered well, over its very users.
pub fn kept_rows_match_their_users(case: &Case) -> Result<(), String> {
    for (_, batch) in &case.story.settled {
        let mut covered = vec![0; batch.users.len()];
        for (range, users) in &batch.kept {
            let expected = batch.users.start + range.start..batch.users.start + range.end;
            ensure(*users == expected, || format!("rows of {users:?} are kept for {expected:?}"))?;
            range.clone().for_each(|user| covered[user] += 1);
        }
        for (user, verdict) in batch.verdicts.iter().enumerate() {
            let expected = usize::from(case.scenario.habits.keeps && verdict.is_some());
            ensure(covered[user] == expected, || {
                format!("user {user} of batch {} has {} rows, not {expected}", batch.index, covered[user])
            })?;
        }
        ensure(batch.kept.is_sorted_by_key(|(range, _)| range.start), || "kept rows are not in order".into())?;
    }
    Ok(())
}
