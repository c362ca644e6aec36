// BucketSQLite
