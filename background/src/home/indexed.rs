//! The database in a browser: IndexedDB of the extension's origin.

use super::storage::{Key, Storage, StorageError, Table, Transaction, Value};
use idb::{Database, DatabaseEvent, Factory, KeyRange, ObjectStoreParams, Query, TransactionMode};
use js_sys::{Array, JsString, Uint8Array};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};

const NAME: &str = "home";
const VERSION: u32 = 1;

thread_local! {
    static DATABASE: RefCell<Option<Rc<Database>>> = const { RefCell::new(None) };
}

/// The extension's own database.
pub(crate) struct IndexedStorage;

/// A transaction of it; it is aborted unless it was finished.
pub(crate) struct IndexedTransaction(Option<idb::Transaction>);

impl Storage for IndexedStorage {
    type Transaction = IndexedTransaction;

    async fn begin(&self) -> Result<IndexedTransaction, StorageError> {
        if let Some(transaction) = DATABASE.with_borrow(Clone::clone).and_then(|it| begin(&it).ok())
        {
            return Ok(IndexedTransaction(Some(transaction)));
        }
        // The first time, or the browser closed it.
        let database = Rc::new(open().await?);
        let transaction = begin(&database)?;
        DATABASE.set(Some(database));
        Ok(IndexedTransaction(Some(transaction)))
    }
}

async fn open() -> Result<Database, StorageError> {
    let mut request = Factory::new().map_err(failed)?.open(NAME, Some(VERSION)).map_err(failed)?;
    request.on_upgrade_needed(|event| {
        // What fails here fails the opening, too.
        if let Ok(database) = event.database() {
            for table in Table::ALL {
                let _ = database.create_object_store(table.name(), ObjectStoreParams::new());
            }
        }
    });
    request.await.map_err(failed)
}

fn begin(database: &Database) -> Result<idb::Transaction, StorageError> {
    let tables = Table::ALL.map(Table::name);
    database.transaction(&tables, TransactionMode::ReadWrite).map_err(failed)
}

impl IndexedTransaction {
    fn table(&self, table: Table) -> Result<idb::ObjectStore, StorageError> {
        let over = || StorageError::Failed("the transaction is over".to_owned());
        self.0.as_ref().ok_or_else(over)?.object_store(table.name()).map_err(failed)
    }
}

impl Transaction for IndexedTransaction {
    async fn get(&self, table: Table, key: &Key) -> Result<Option<Value>, StorageError> {
        let found = self.table(table)?.get(to_js(key)).map_err(failed)?.await.map_err(failed)?;
        Ok(found.and_then(|value| match value.dyn_into::<Uint8Array>() {
            Ok(bytes) => Some(Value::Bytes(bytes.to_vec())),
            Err(other) => other.as_string().map(Value::Text),
        }))
    }

    async fn keys(&self, table: Table, beginning: &Key) -> Result<Vec<Key>, StorageError> {
        // An array comes after all strings, so this is after all longer keys.
        let end = Array::from(&to_js(beginning));
        end.push(&Array::new());
        let range = KeyRange::bound(&to_js(beginning), &end, None, Some(true)).map_err(failed)?;
        let request = self.table(table)?.get_all_keys(Some(Query::from(range)), None);
        let keys = request.map_err(failed)?.await.map_err(failed)?;
        Ok(keys.iter().map(from_js).collect())
    }

    fn put(&mut self, table: Table, key: &Key, value: Value) -> Result<(), StorageError> {
        let value = match value {
            Value::Text(text) => JsValue::from_str(&text),
            Value::Bytes(bytes) => Uint8Array::from(bytes.as_slice()).into(),
        };
        // What becomes of it is told when the transaction is finished.
        self.table(table)?.put(&value, Some(&to_js(key))).map(drop).map_err(failed)
    }

    fn delete(&mut self, table: Table, key: &Key) -> Result<(), StorageError> {
        self.table(table)?.delete(to_js(key)).map(drop).map_err(failed)
    }

    async fn finish(mut self) -> Result<(), StorageError> {
        let Some(transaction) = self.0.take() else { return Ok(()) };
        let result = transaction.commit().map_err(failed)?.await.map_err(failed)?;
        if result.is_committed() { Ok(()) } else { Err(StorageError::Full) }
    }
}

impl Drop for IndexedTransaction {
    fn drop(&mut self) {
        if let Some(transaction) = self.0.take() {
            // One that is over cannot be aborted, and need not be.
            let _ = transaction.abort();
        }
    }
}

fn to_js(key: &Key) -> JsValue {
    key.iter().map(|part| JsValue::from_str(part)).collect::<Array>().into()
}

fn from_js(key: &JsValue) -> Key {
    Array::from(key).iter().map(|part| String::from(JsString::from(part))).collect()
}

fn failed(error: idb::Error) -> StorageError {
    let text = error.to_string();
    if text.contains("Quota") { StorageError::Full } else { StorageError::Failed(text) }
}
