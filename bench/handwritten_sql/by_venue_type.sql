SELECT
    venue_type,
    count(*),
    sum(sessions),
    sum(attendance_value),
    count(attendance_value),
    count(*) FILTER (attendance_value IS NOT NULL AND attendance_qualifier IN ('at_least', 'over', 'more_than')),
    count(*) FILTER (attendance_value IS NOT NULL AND attendance_qualifier IN ('about', 'nearly')),
    coalesce(sum(attendance_value) FILTER (attendance_basis = 'estimate'), 0)
FROM event
WHERE kind <> 'training' AND dataset = 'made_up' /*period*/
GROUP BY venue_type;
