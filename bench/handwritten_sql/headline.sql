SELECT
    /*which*/ AS which,
    CASE
        WHEN when_precision IN ('day', 'month', 'range') THEN year(when_start) * 100 + month(when_start)
        WHEN when_precision IN ('quarter', 'year') THEN year(when_start) * 100
    END AS at,
    venue_type,
    count(*),
    count(*) FILTER (status <> 'approved'),
    count(CASE WHEN id IN (SELECT event_id FROM event_material WHERE value IS NOT NULL) THEN 1 END),
    count(CASE WHEN id IN (SELECT event_id FROM event_reading WHERE views_value IS NOT NULL) THEN 1 END),
    sum(sessions),
    sum(attendance_value),
    count(attendance_value),
    count(*) FILTER (attendance_value IS NOT NULL AND attendance_qualifier IN ('at_least', 'over', 'more_than')),
    count(*) FILTER (attendance_value IS NOT NULL AND attendance_qualifier IN ('about', 'nearly')),
    coalesce(sum(attendance_value) FILTER (attendance_basis = 'estimate'), 0)
FROM event
WHERE kind <> 'training' AND dataset = 'made_up' /*period*/
GROUP BY ALL;

SELECT
    /*which*/ AS which,
    CASE
        WHEN when_precision IN ('day', 'month', 'range') THEN year(when_start) * 100 + month(when_start)
        WHEN when_precision IN ('quarter', 'year') THEN year(when_start) * 100
    END AS at,
    venue_type,
    sum(m.value),
    count(m.value),
    count(*) FILTER (m.value IS NOT NULL AND m.qualifier IN ('at_least', 'over', 'more_than')),
    count(*) FILTER (m.value IS NOT NULL AND m.qualifier IN ('about', 'nearly')),
    coalesce(sum(m.value) FILTER (m.basis = 'estimate'), 0)
FROM event
JOIN event_material AS m ON m.event_id = event.id
WHERE kind <> 'training' AND dataset = 'made_up' /*period*/
GROUP BY ALL;

SELECT
    /*which*/ AS which,
    CASE
        WHEN when_precision IN ('day', 'month', 'range') THEN year(when_start) * 100 + month(when_start)
        WHEN when_precision IN ('quarter', 'year') THEN year(when_start) * 100
    END AS at,
    venue_type,
    sum(views_value),
    count(views_value),
    count(*) FILTER (views_value IS NOT NULL AND views_qualifier IN ('at_least', 'over', 'more_than')),
    count(*) FILTER (views_value IS NOT NULL AND views_qualifier IN ('about', 'nearly')),
    coalesce(sum(views_value) FILTER (views_basis = 'estimate'), 0)
FROM event
JOIN (
    SELECT
        event_id, views_value, views_qualifier, views_basis,
        row_number() OVER (PARTITION BY event_id, channel ORDER BY read_on IS NULL, read_on DESC, id DESC) AS age
    FROM event_reading
    WHERE views_value IS NOT NULL
) AS newest ON newest.event_id = event.id AND newest.age = 1
WHERE kind <> 'training' AND dataset = 'made_up' /*period*/
GROUP BY ALL;

SELECT count(*) FROM event WHERE kind = 'training' AND dataset = 'made_up' AND /*first*/;

SELECT count(*)
FROM event
WHERE kind <> 'training' AND dataset = 'made_up' AND /*vague*/;
