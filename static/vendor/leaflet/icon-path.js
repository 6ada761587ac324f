L.Icon.Default.imagePath = "/app/static/vendor/leaflet/images/";
