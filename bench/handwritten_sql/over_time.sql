SELECT
    year(when_start),
    CASE WHEN when_precision IN ('day', 'month', 'range') THEN month(when_start) END,
    venue_type,
    sum(sessions),
    count(*)
FROM event
WHERE kind <> 'training' AND dataset = 'made_up' /*period*/
GROUP BY ALL;
