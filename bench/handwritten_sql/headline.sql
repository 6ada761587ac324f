SELECT
    count(*) FILTER (kind <> 'training'),
    sum(sessions) FILTER (kind <> 'training'),
    count(*) FILTER (NOT kind <> 'training'),
    count(*) FILTER (kind <> 'training' AND status <> 'approved'),
    sum(attendance_value) FILTER (kind <> 'training'),
    count(attendance_value) FILTER (kind <> 'training'),
    count(*) FILTER (kind <> 'training' AND attendance_value IS NOT NULL AND attendance_qualifier IN ('at_least', 'over', 'more_than')),
    count(*) FILTER (kind <> 'training' AND attendance_value IS NOT NULL AND attendance_qualifier IN ('about', 'nearly')),
    coalesce(sum(attendance_value) FILTER (kind <> 'training' AND attendance_basis = 'estimate'), 0),
    sum(consultations_value) FILTER (kind <> 'training'),
    count(consultations_value) FILTER (kind <> 'training'),
    count(*) FILTER (kind <> 'training' AND consultations_value IS NOT NULL AND consultations_qualifier IN ('at_least', 'over', 'more_than')),
    count(*) FILTER (kind <> 'training' AND consultations_value IS NOT NULL AND consultations_qualifier IN ('about', 'nearly')),
    coalesce(sum(consultations_value) FILTER (kind <> 'training' AND consultations_basis = 'estimate'), 0),
    sum(indirect_value) FILTER (kind <> 'training'),
    count(indirect_value) FILTER (kind <> 'training'),
    count(*) FILTER (kind <> 'training' AND indirect_value IS NOT NULL AND indirect_qualifier IN ('at_least', 'over', 'more_than')),
    count(*) FILTER (kind <> 'training' AND indirect_value IS NOT NULL AND indirect_qualifier IN ('about', 'nearly')),
    coalesce(sum(indirect_value) FILTER (kind <> 'training' AND indirect_basis = 'estimate'), 0)
FROM event
WHERE dataset = 'made_up' /*period*/;

SELECT
    sum(m.value),
    count(m.value),
    count(*) FILTER (m.value IS NOT NULL AND m.qualifier IN ('at_least', 'over', 'more_than')),
    count(*) FILTER (m.value IS NOT NULL AND m.qualifier IN ('about', 'nearly')),
    coalesce(sum(m.value) FILTER (m.basis = 'estimate'), 0),
    count(DISTINCT event_id) FILTER (m.value IS NOT NULL)
FROM event
JOIN event_material AS m ON m.event_id = event.id
WHERE kind <> 'training' AND dataset = 'made_up' /*period*/;

SELECT
    sum(views_value),
    count(views_value),
    count(*) FILTER (views_value IS NOT NULL AND views_qualifier IN ('at_least', 'over', 'more_than')),
    count(*) FILTER (views_value IS NOT NULL AND views_qualifier IN ('about', 'nearly')),
    coalesce(sum(views_value) FILTER (views_basis = 'estimate'), 0),
    count(DISTINCT event_id)
FROM event
JOIN (
    SELECT
        event_id, views_value, views_qualifier, views_basis,
        row_number() OVER (PARTITION BY event_id, channel ORDER BY read_on IS NULL, read_on DESC, id DESC) AS age
    FROM event_reading
    WHERE views_value IS NOT NULL
) AS newest ON newest.event_id = event.id AND newest.age = 1
WHERE kind <> 'training' AND dataset = 'made_up' /*period*/;
