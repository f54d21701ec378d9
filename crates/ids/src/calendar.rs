//! Unix milliseconds as a date and back, in UTC.

/// `2010-11-04T01:42:54.657Z`. Years outside 0 to 9999 have as many digits as they need, and a sign.
#[must_use]
pub fn iso(unix_ms: i64) -> String {
    let (days, ms) = (unix_ms.div_euclid(DAY), unix_ms.rem_euclid(DAY));
    let (year, month, day) = civil(days);
    let (hour, minute, second, ms) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60, ms % 1000);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{ms:03}Z")
}

/// The Unix milliseconds of a date `2021-01-01`, at midnight; `None` if it is not one.
#[must_use]
pub fn date_ms(text: &str) -> Option<i64> {
    let mut fields = text.splitn(3, '-').map(|field| {
        let digits = field.bytes().all(|byte| byte.is_ascii_digit());
        field.parse::<i64>().ok().filter(|_| digits)
    });
    let (year, month, day) = (fields.next()??, fields.next()??, fields.next()??);
    let days = days_of(year, month, day);
    let is_one = (0..=9999).contains(&year) && civil(days) == (year, month, day);
    is_one.then_some(days * DAY)
}

const DAY: i64 = 86_400_000;

/// The date of a day counted from 1970-01-01. In a year that begins in March, the day of the year gives the month by a
/// straight line, and the leap day comes last (Howard Hinnant, chrono-compatible low-level date algorithms).
fn civil(days: i64) -> (i64, i64, i64) {
    let since = days + 719_468;
    let (era, day_of_era) = (since.div_euclid(146_097), since.rem_euclid(146_097));
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 {
        from_march + 3
    } else {
        from_march - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

fn days_of(year: i64, month: i64, day: i64) -> i64 {
    let year = year - i64::from(month <= 2);
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let from_march = if month > 2 { month - 3 } else { month + 9 };
    let day_of_year = (153 * from_march + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_of_known_layouts_are_written_as_dates() {
        assert_eq!(iso(3_487_858_230_208), "2080-07-10T17:30:30.208Z");
        assert_eq!(iso(0), "1970-01-01T00:00:00.000Z");
        assert_eq!(iso(-1), "1969-12-31T23:59:59.999Z");
        assert_eq!(iso(951_782_400_000), "2000-02-29T00:00:00.000Z");
    }

    #[test]
    fn each_day_of_four_centuries_comes_back_and_no_other_date_is_taken() {
        for day in -100_000..100_000 {
            let date = &iso(day * DAY)[..10];
            assert_eq!(date_ms(date), Some(day * DAY), "{date}");
        }
        for wrong in [
            "2021-02-29",
            "2021-13-01",
            "2021-00-10",
            "2021-1",
            "",
            "a-b-c",
            "2021-01--1",
            "+2021-01-01",
        ] {
            assert_eq!(date_ms(wrong), None, "{wrong}");
        }
    }
}
